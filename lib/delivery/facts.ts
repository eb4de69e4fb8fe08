import { z } from 'zod'
import { ApplicantFacts, Names } from './facts-applicant'
import { digits, freeText, instant, short, uuid, wireKpp, wireText } from './facts-parts'

export { ApplicantFacts, Names }

export const AttachmentFacts = z.strictObject({
  fileId: z.string().min(1),
  /** Directory in the file store, uuid of the header and FSuuid of the order: one value. */
  storeUuid: uuid,
  docTypeId: wireText(50),
  mimeType: z.string().regex(/^(text|image|audio|video|application)\/[a-zA-Z0-9\-+.]+$/),
  /** Base64 of the 32 bytes of ГОСТ Р 34.11-2012 (256). */
  hash: z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/),
  /** Latin name of the file inside its directory. */
  transportName: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,149}$/),
  size: z.int().positive(),
  /** Base64 of the detached CMS signature, when the file has one; at most 64 KB of bytes. */
  signature: z
    .string()
    .max(87_400)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .refine((text) => text.length % 4 === 0)
    .optional(),
})
export type AttachmentFacts = z.infer<typeof AttachmentFacts>

/** A text for the citizen: a template of ЕСНСИ 7293 by its mnemonic, and what fills it (decision 9; protocol.md, 1.5). */
export const CitizenTextFacts = z.strictObject({
  template: wireText(200),
  params: z.array(z.strictObject({ name: wireText(100), value: wireText(4000) })).max(20),
})
export type CitizenTextFacts = z.infer<typeof CitizenTextFacts>

export const StatusFacts = z.strictObject({
  status: short,
  isInformed: z.boolean(),
  statusDate: instant,
  citizenText: CitizenTextFacts.optional(),
  attachments: z.array(AttachmentFacts),
})
export type StatusFacts = z.infer<typeof StatusFacts>

export const SenderFacts = z.strictObject({ inn: digits(10), kpp: wireKpp.optional() })

const LARGEST_LONG = 9_223_372_036_854_775_807n

const environment = z.enum(['EPGU', 'SVCDEV'])

export const CreateFacts = z.strictObject({
  version: z.literal(1),
  kind: z.literal('CREATE'),
  environment,
  applicant: ApplicantFacts,
  sender: SenderFacts,
  serviceTargetCode: z.string().regex(/^-?[0-9]{1,19}$/),
  region: digits(8),
  orderNumber: wireText(36),
  requestDate: instant,
  office: z.strictObject({
    name: freeText(1024).optional(),
    address: freeText(4000).optional(),
    frguCode: wireText(1024).optional(),
    /** Channel, ЕСНСИ 7213. */
    channel: short,
  }),
  status: StatusFacts,
})
export type CreateFacts = z.infer<typeof CreateFacts>

export const UpdateFacts = z
  .strictObject({
    version: z.literal(1),
    kind: z.literal('UPDATE'),
    environment,
    orderNumber: wireText(36),
    /** Digits as text: the number does not fit a JavaScript number. */
    elkOrderNumber: z
      .string()
      .refine((number) => /^[1-9][0-9]{0,18}$/.test(number) && BigInt(number) <= LARGEST_LONG)
      .optional(),
    addressBy: z.enum(['orderNumber', 'elkOrderNumber']),
    sender: SenderFacts,
    status: StatusFacts,
  })
  .refine((facts) => facts.addressBy === 'orderNumber' || facts.elkOrderNumber !== undefined, {
    path: ['elkOrderNumber'],
  })
export type UpdateFacts = z.infer<typeof UpdateFacts>

/**
 * What the clerk saved, frozen: the only source of the message of one change (decision 1). Whatever this admits, the
 * schema of ElkOrderRequest admits too; facts.property.test.ts holds the two together.
 */
export const Facts = z.discriminatedUnion('kind', [CreateFacts, UpdateFacts])
export type Facts = z.infer<typeof Facts>
