'use client'

import { Button } from '@/components/ui/button'
import common from '@/messages/ru/common.json'
import shell from '@/messages/ru/shell.json'
import { Problem } from './problem'

type Props = { error: unknown; retry: () => void }
const { failed, home, titlePrefix } = shell.problem

/** Something of ours broke: its number for the administrator, another try, the way home. It needs nothing that may be broken itself. */
export function FailedPage({ error, retry }: Props) {
  const id = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  return (
    <main>
      <title>{titlePrefix.replace('{title}', failed.title)}</title>
      <Problem
        title={failed.title}
        text={id ? failed.text.replace('{id}', id) : failed.textWithout}
        home={home}
      >
        <Button look="primary" onClick={retry}>
          {common.retry}
        </Button>
      </Problem>
    </main>
  )
}
