import { expect, it } from 'vitest'
import { citizenText, updateFacts } from '@/lib/delivery/facts.examples.kit'
import { orderJson } from './order-json'

it('a text for the citizen goes beside the status; without one nothing of it is there', () => {
  const update = updateFacts()
  const told = (order: typeof update) => JSON.stringify(orderJson(order, () => 'a.pdf'))
  expect(told({ ...update, status: { ...update.status, citizenText } })).toContain(
    `"messageType":"ELK_FREE_TEXT","params":${JSON.stringify(citizenText.params)}`,
  )
  expect(told(update)).not.toMatch(/messageType|params/)
})
