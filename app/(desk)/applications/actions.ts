'use server'

import { RegisterApplication, RevealApplicant, SaveDraft, ChangeStatus } from '@/lib/applications/schema'
import { createAgain } from '@/lib/applications/create-again'
import { changeStatus } from '@/lib/applications/change-status'
import { registerApplication } from '@/lib/applications/register-application'
import { RememberSearch, rememberSearch } from '@/lib/applications/remember-search'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { saveDraft } from '@/lib/applications/save-draft'
import { takeBack } from '@/lib/applications/take-back'
import { transferAgain } from '@/lib/applications/transfer-again'
import { defineAction } from '@/lib/auth/define-action'
import { declareImpossible } from '@/lib/delivery/declare-impossible'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { DeclareImpossible, ResendDelivery, SkipDelivery, TakeBack } from '@/lib/delivery/schema'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { SetDocumentType, setDocumentType } from '@/lib/files/set-document-type'
import { RemoveFile, removeFile } from '@/lib/files/remove-file'
import { RemoveSignature, removeSignature } from '@/lib/files/remove-signature'

export const rememberSearchAction = defineAction(
  { name: 'search.remember', permission: 'applications.read', input: RememberSearch },
  rememberSearch,
)
export const saveDraftAction = defineAction(
  { name: 'application.draft', permission: 'applications.write', input: SaveDraft },
  saveDraft,
)
export const registerAction = defineAction(
  { name: 'application.register', permission: 'applications.write', input: RegisterApplication },
  registerApplication,
)
export const changeStatusAction = defineAction(
  { name: 'application.changeStatus', permission: 'applications.write', input: ChangeStatus },
  changeStatus,
)
export const revealAction = defineAction(
  { name: 'applicant.reveal', permission: 'applications.reveal', input: RevealApplicant },
  revealApplicant,
)
export const removeFileAction = defineAction(
  { name: 'file.remove', permission: 'applications.write', input: RemoveFile },
  removeFile,
)
export const removeSignatureAction = defineAction(
  { name: 'file.unsign', permission: 'applications.write', input: RemoveSignature },
  removeSignature,
)
export const documentTypeAction = defineAction(
  { name: 'file.docType', permission: 'applications.write', input: SetDocumentType },
  setDocumentType,
)
export const resendAction = defineAction(
  { name: 'delivery.resend', permission: 'deliveries.resend', input: ResendDelivery },
  resendDelivery,
)
export const createAgainAction = defineAction(
  { name: 'application.createAgain', permission: 'applications.write', input: ResendDelivery },
  createAgain,
)
export const impossibleAction = defineAction(
  { name: 'delivery.impossible', permission: 'applications.write', input: DeclareImpossible },
  declareImpossible,
)
export const transferAgainAction = defineAction(
  { name: 'application.transferAgain', permission: 'applications.write', input: ResendDelivery },
  transferAgain,
)
export const takeBackAction = defineAction(
  { name: 'application.takeBack', permission: 'applications.write', input: TakeBack },
  takeBack,
)
export const skipAction = defineAction(
  { name: 'delivery.skip', permission: 'applications.write', input: SkipDelivery },
  skipDelivery,
)
