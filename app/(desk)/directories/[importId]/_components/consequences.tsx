'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import type { Consequence } from '@/lib/directories/find-consequences'
import type { SenderLine } from '@/lib/directories/find-sender-problem'

type Props = { consequences: Consequence[]; sender: SenderLine | null; directory: number }

/** What applying would touch of our own work: told before the differences and the button. */
export function Consequences({ consequences, sender, directory }: Props) {
  const t = useTranslations('directories')
  if (consequences.length === 0 && !sender) return null
  return (
    <ul className="mb-3 grid gap-1 rounded-lg bg-amber-weak px-3 py-2 text-sm">
      {consequences.map((one) => (
        <li key={one.code} className="flex items-start gap-2">
          <span className="mt-0.5 text-amber">
            <Icon name="warn" />
          </span>
          <span>
            {t(`closes.${directory}` as 'closes.7212', one)}{' '}
            {directory === 7212 && one.applications > 0 && (
              <Link href={`/applications?elkStatus=${one.code}`} className="text-blue underline">
                {t('closesWhere')}
              </Link>
            )}
          </span>
        </li>
      ))}
      {sender && <li>{t(`senderLine.${sender.is}`, { key: sender.key })}</li>}
    </ul>
  )
}
