'use client'

import type { Question } from '@/components/form/person-context'
import { MoreMessages } from '@/components/messages'
import account from '@/messages/ru/account.json'
import form from '@/messages/ru/form.json'
import signIn from '@/messages/ru/signIn.json'
import { ProveAgain } from './prove-again'
import { SignInAgain } from './sign-in-again'

const words = { account, form, signIn }

/** Loaded when somebody is asked: most pages of a day never are. */
export function PersonDialogs({ question, onEnd }: { question: Question; onEnd: (done: boolean) => void }) {
  return (
    <MoreMessages of={words}>
      {question.kind === 'prove' ? (
        <ProveAgain code={question.code} onEnd={onEnd} />
      ) : (
        <SignInAgain onClose={() => onEnd(false)} onContinue={() => onEnd(true)} />
      )}
    </MoreMessages>
  )
}
