import { expect, it } from 'vitest'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { readAnswer } from './read-answer'

describeWithContracts('recorded answers', () => {
  it('have the outcomes they had', () => {
    const outcomes = contracts('real-messages').map((name) => {
      const read = readAnswer(Buffer.from(contract(`real-messages/${name}`)))
      if (!read.ok) throw new Error(`${name}: ${read.reason}`)
      expect(read.originalMessageId).toMatch(/-11f1-/)
      const { outcome } = read
      if (outcome.kind === 'orders')
        return [
          outcome.response.code,
          ...outcome.response.orders.map(({ status, elkOrderNumber }) => `${status} ${elkOrderNumber}`),
        ]
      return outcome.kind === 'processing'
        ? [
            outcome.category,
            outcome.rejectedBySmev,
            outcome.fault?.name,
            outcome.fault?.code,
            outcome.fault?.errors.length,
          ]
        : [outcome.kind]
    })
    const rejected = ['requestIsRejectedBySmev', true, 'InvalidContent', '028122', 2]
    expect(outcomes).toEqual([rejected, rejected, [11, '5 null'], [11, '4 null'], [11, '34 null']])
  })
})
