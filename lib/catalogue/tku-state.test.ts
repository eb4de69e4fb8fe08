import { describe, expect, it } from 'vitest'
import { isInEffect, nextTkuStates, stateWithTku, tkuProblem, tkuStates } from './tku-state'

describe('the way of a ТКУ', () => {
  it('goes from none to asked for, to the test environment, to ЕПГУ', () => {
    expect(nextTkuStates('NONE', false)).toEqual(['NONE', 'REQUESTED'])
    expect(nextTkuStates('REQUESTED', true)).toEqual(['REQUESTED', 'TEST', 'PRODUCTION'])
    expect(nextTkuStates('TEST', true)).toEqual(['REQUESTED', 'TEST', 'PRODUCTION'])
    expect(nextTkuStates(null, true)).toEqual(['REQUESTED', 'TEST', 'PRODUCTION'])
  })

  it('has nothing in effect without a ТКУ, and no «none» beside one', () => {
    for (const from of tkuStates) {
      expect(tkuProblem(from, 'TEST', false)).toBe('needsTku')
      expect(tkuProblem(from, 'PRODUCTION', false)).toBe('needsTku')
      expect(tkuProblem(from, 'NONE', true)).toBe('hasTku')
    }
  })

  it('does not drop one that is in effect: another is asked for first', () => {
    expect(tkuProblem('PRODUCTION', 'NONE', false)).toBe('way')
    expect(tkuProblem('TEST', 'NONE', false)).toBe('way')
    expect(tkuProblem('PRODUCTION', 'REQUESTED', false)).toBeNull()
    expect(tkuProblem('REQUESTED', 'NONE', false)).toBeNull()
  })

  it('is in effect when a ТКУ comes without a state; one that was told already stays', () => {
    expect(tkuStates.map(stateWithTku)).toEqual(['PRODUCTION', 'PRODUCTION', 'TEST', 'PRODUCTION'])
  })

  it('lets applications go only where ЕПГУ knows it', () => {
    expect(tkuStates.filter((state) => isInEffect(state, 'EPGU'))).toEqual(['PRODUCTION'])
    expect(tkuStates.filter((state) => isInEffect(state, 'SVCDEV'))).toEqual(['TEST', 'PRODUCTION'])
  })
})
