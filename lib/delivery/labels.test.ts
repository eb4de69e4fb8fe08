import { describe, expect, it } from 'vitest'
import { viewOf } from './labels'

const delivery = { held: false, attempts: 1, nextAttemptAt: null, sentAt: null, escalatedAt: null }

describe('the view of a settled delivery', () => {
  it.each([
    ['SKIPPED', 'skipped'],
    ['SUPERSEDED', 'superseded'],
    ['ACCEPTED', 'accepted'],
  ] as const)('%s is %s', (state, view) => {
    expect(viewOf({ ...delivery, state }, new Date())).toBe(view)
  })
})
