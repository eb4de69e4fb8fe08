import { z } from 'zod'
import { calendarDay, digits, freeText, short, wireKpp, wireText } from './facts-parts'

const name = wireText(256)
const snils = z.string().regex(/^[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}$/)
/** ЕСНСИ 7210. */
const citizenship = short

export const Names = z.strictObject({ lastName: name, firstName: name, middleName: name.optional() })

/** The ways ЕПГУ finds an applicant (protocol.md, 1.2). */
export const ApplicantFacts = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('personalDocument'),
    /** ЕСНСИ 7211. */
    documentType: short,
    series: wireText(16).optional(),
    number: wireText(16),
    ...Names.shape,
    citizenship,
  }),
  z.strictObject({ by: z.literal('snils'), snils, ...Names.shape, citizenship }),
  z.strictObject({ by: z.literal('snilsBirthDate'), snils, birthDate: calendarDay, citizenship }),
  z.strictObject({ by: z.literal('inn'), inn: digits(12), ...Names.shape, citizenship }),
  z.strictObject({ by: z.literal('esiaId'), esiaId: z.string().regex(/^[0-9]{1,50}$/) }),
  z.strictObject({ by: z.literal('ernId'), ernId: digits(12) }),
  z.strictObject({
    by: z.literal('legalEntityOgrn'),
    ogrn: z.string().regex(/^[125][0-9]{12}$/),
    title: freeText(1024).optional(),
  }),
  z.strictObject({
    by: z.literal('legalEntityInn'),
    inn: digits(10),
    kpp: wireKpp.optional(),
    title: freeText(1024).optional(),
  }),
  z.strictObject({
    by: z.literal('soleTrader'),
    ogrnip: z.string().regex(/^3[0-9]{14}$/),
    inn: digits(12),
    ...Names.partial().shape,
  }),
  z.strictObject({ by: z.literal('organisationEsiaId'), esiaId: z.string().regex(/^[0-9]{1,20}$/) }),
])
export type ApplicantFacts = z.infer<typeof ApplicantFacts>
