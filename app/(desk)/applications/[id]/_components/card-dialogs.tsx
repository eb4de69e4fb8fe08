'use client'

import { CitizenDialog } from './citizen-dialog'
import { DecisionDialog } from './decision-dialog'
import { StatusDialog } from './status-dialog'
import type { CardDialog } from './use-card'
import { XmlDialog } from './xml-dialog'

export function CardDialogs({ dialog }: { dialog: CardDialog | null }) {
  switch (dialog?.kind) {
    case 'status':
      return <StatusDialog insteadOf={dialog.insteadOf} />
    case 'skip':
    case 'continue':
    case 'impossible':
      return <DecisionDialog kind={dialog.kind} step={dialog.step} />
    case 'xml':
      return <XmlDialog step={dialog.step} />
    case 'citizen':
      return <CitizenDialog />
    default:
      return null
  }
}
