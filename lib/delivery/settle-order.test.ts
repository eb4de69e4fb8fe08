import { describe, expect, it } from 'vitest'
import { isAlarming, judgeOrders, type Open, type OrderAnswer } from './settle-order'

const create = (n: number): Open => ({
  id: `c${n}`,
  kind: 'CREATE',
  orderNumber: `N-${n}`,
  elkOrderNumber: null,
})
const update = (n: number): Open => ({
  id: `u${n}`,
  kind: 'UPDATE',
  orderNumber: `N-${n}`,
  elkOrderNumber: `${n}`,
})
const order = (given: Partial<OrderAnswer>): OrderAnswer => ({
  orderNumber: null,
  elkOrderNumber: null,
  status: 0,
  message: 'OK',
  ...given,
})
const judge = (open: Open[], orders: OrderAnswer[], code = 0) =>
  judgeOrders(open, { code, text: 'whole', orders })
const states = (open: Open[], orders: OrderAnswer[], code?: number) =>
  judge(open, orders, code).map(({ id, state }) => [id, state])

describe('an answer', () => {
  it('settles each change by the order that names it, in any order', () => {
    const orders = [
      order({ orderNumber: 'N-2', status: 31, message: 'no such status' }),
      order({ orderNumber: 'N-1', elkOrderNumber: '2165858735', message: 'taken' }),
    ]
    expect(judge([create(1), create(2), create(3)], orders)).toEqual([
      { id: 'c1', state: 'ACCEPTED', answerCode: 0, answerText: 'taken', number: '2165858735' },
      { id: 'c2', state: 'REFUSED', answerCode: 31, answerText: 'no such status' },
      { id: 'c3', state: 'FAILED', fault: expect.stringMatching(/^AnswerWithoutOrder: /) as string },
    ])
  })

  it('that names an order twice is believed at the first', () => {
    const twice = [order({ orderNumber: 'N-1' }), order({ orderNumber: 'N-1', status: 5 })]
    expect(states([create(1)], twice)).toEqual([['c1', 'ACCEPTED']])
  })

  it('may name an update by № ЕПГУ alone, a creation never', () => {
    const orders = [order({ elkOrderNumber: '2', status: 4 }), order({ elkOrderNumber: '1' })]
    expect(states([update(1), update(2)], orders)).toEqual([
      ['u1', 'ACCEPTED'],
      ['u2', 'REFUSED'],
    ])
    const both = { ...create(1), elkOrderNumber: '1' }
    expect(states([both, update(2)], orders)).toEqual([
      ['c1', 'FAILED'],
      ['u2', 'REFUSED'],
    ])
    const unknown = { ...update(1), elkOrderNumber: null }
    expect(states([unknown, update(2)], orders.slice(0, 1))[0]).toEqual(['u1', 'FAILED'])
  })

  it('that names another order by № settles nothing by № ЕПГУ', () => {
    const other = [order({ orderNumber: 'N-9', elkOrderNumber: '1' })]
    expect(states([update(1)], other)).toEqual([['u1', 'FAILED']])
  })

  it('tells updates whose № ЕПГУ is not known here by elimination', () => {
    const unknown = (n: number) => ({ ...update(n), elkOrderNumber: null })
    const elk = (number: string, status = 0) => order({ elkOrderNumber: number, status })
    const both = [unknown(1), unknown(2)]
    expect(judge([update(3), ...both], [elk('8'), elk('3', 4), elk('9')])).toEqual([
      { id: 'u3', state: 'REFUSED', answerCode: 4, answerText: 'OK' },
      { id: 'u1', state: 'ACCEPTED', answerCode: 0, answerText: 'OK', number: null },
      { id: 'u2', state: 'ACCEPTED', answerCode: 0, answerText: 'OK', number: null },
    ])
    expect(judge([update(3), unknown(1)], [elk('3'), elk('8')])[1]).toMatchObject({ number: '8' })
    const failed = (open: Open[], orders: OrderAnswer[]) =>
      states(open, orders).filter(([, state]) => state === 'FAILED').length
    expect(failed(both, [elk('8'), elk('9', 4)]), 'which is which is not said').toBe(2)
    expect(failed(both, [elk('8')]), 'one is left out').toBe(2)
    expect(failed(both, [elk('8'), elk('8')]), 'one is left out, the other said twice').toBe(2)
    expect(failed([update(3), unknown(1)], [elk('3'), elk('3')]), 'the known one is said twice').toBe(1)
    expect(failed([update(3), update(4)], [elk('3'), elk('8')]), 'another order is meant').toBe(1)
    expect(failed([create(1), update(3)], [elk('3'), elk('8')]), 'a creation is named').toBe(1)
  })

  it('that names none is the lone change’s, when it is lone itself', () => {
    expect(states([create(1)], [order({})])).toEqual([['c1', 'ACCEPTED']])
    expect(states([create(1), create(2)], [order({})]).map(([, state]) => state)).toEqual([
      'FAILED',
      'FAILED',
    ])
    expect(states([create(1)], [order({}), order({})])).toEqual([['c1', 'FAILED']])
    expect(states([create(1)], [order({ orderNumber: 'N-9' })])).toEqual([['c1', 'FAILED']])
  })

  it('that refuses the request as a whole refuses all, unless it names orders', () => {
    expect(judge([create(1), create(2)], [], 13)).toEqual(
      ['c1', 'c2'].map((id) => ({ id, state: 'REFUSED', answerCode: 13, answerText: 'whole' })),
    )
    expect(states([create(1)], [], 0)).toEqual([['c1', 'FAILED']])
    expect(states([create(1)], [order({ orderNumber: 'N-9' })], 13)).toEqual([['c1', 'FAILED']])
  })
})

it.each([
  ['1', false],
  ['2165858735', false],
  ['9223372036854775807', false],
  ['9223372036854775808', true],
  ['99999999999999999999', true],
  ['0', true],
  ['01', true],
  ['-1', true],
  ['1a', true],
  ['a1', true],
  ['', true],
  [null, false],
  [undefined, false],
])('№ ЕПГУ %o is none that can be kept: %s', (number, wrong) => {
  expect(isAlarming({ id: 'c1', state: 'ACCEPTED', number })).toBe(wrong)
  expect(isAlarming({ id: 'c1', state: 'FAILED', number })).toBe(true)
})
