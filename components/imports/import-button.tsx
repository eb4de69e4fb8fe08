'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAgain } from '@/components/form/person-context'
import { useWords } from '@/components/form/use-words'
import { Button, buttonClass, type ButtonLook } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { ImportMessages } from './import-messages'
import { sendTable } from './send-table'
import { TableDrop } from './table-drop'

type Props = { kind: string; look?: ButtonLook; label?: string }

/** «Загрузить из файла» for any screen: the template, the file, then the page of the import. */
export function ImportButton(props: Props) {
  return (
    <ImportMessages>
      <Opener {...props} />
    </ImportMessages>
  )
}

function Opener({ kind, look, label }: Props) {
  const t = useTranslations('imports')
  const words = useWords()
  const again = useAgain()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [percent, setPercent] = useState<number | null>(null)
  const [problem, setProblem] = useState('')
  const send = async (file: File) => {
    if (percent !== null) return
    setProblem('')
    setPercent(0)
    const sent = await again(() => sendTable(kind, file, setPercent))
    if (sent.ok) return router.push(`/imports/${sent.data.id}`)
    setPercent(null)
    setProblem(words(sent.message))
  }
  return (
    <>
      <Button look={look} onClick={() => setOpen(true)}>
        <Icon name="file" />
        {label ?? t('open')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('title')}
        footer={
          <Link href="/imports" className={buttonClass('ghost')}>
            {t('mine')}
          </Link>
        }
      >
        <p className="mb-1">{t(`kind.${kind}` as 'kind.services')}</p>
        {t.has(`note.${kind}` as 'note.services') && (
          <p className="mb-3 text-sm text-muted">{t(`note.${kind}` as 'note.services')}</p>
        )}
        <p className="mb-3 text-sm">
          <a href={`/api/imports/template?kind=${kind}`} download className="text-blue underline">
            {t('template')}
          </a>{' '}
          <span className="text-muted">{t('templateHint')}</span>
        </p>
        <TableDrop busy={percent !== null} onFile={(file) => void send(file)} />
        <div role="status" className="mt-2 min-h-6 text-sm">
          {percent !== null && (
            <>
              {t('sending', { percent })}
              <progress
                aria-label={t('title')}
                max={100}
                value={percent}
                className="block h-1.5 w-full accent-blue"
              />
            </>
          )}
        </div>
        <p role="alert" className={problem ? 'mb-2 flex items-start gap-2 text-sm text-red' : 'sr-only'}>
          {problem && <Icon name="no" />}
          {problem}
        </p>
      </Dialog>
    </>
  )
}
