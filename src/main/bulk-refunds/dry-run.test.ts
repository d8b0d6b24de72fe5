import { describe, expect, it } from 'vitest'
import type { BulkPlan } from '../../shared/features/bulk-refunds/contract.ts'
import { money, UNKNOWN_CURRENCY } from '../../shared/money.ts'
import { dryRun } from './dry-run.ts'
import type { RefundablePayment } from './payments.ts'
import { readCsv } from './read-csv.ts'

function payment(charge: string, changes: Partial<RefundablePayment> = {}): RefundablePayment {
  return {
    charge,
    captured: money(10_000, 'usd'),
    refunded: money(0, 'usd'),
    isCaptured: true,
    isDisputed: false,
    ...changes,
  }
}

const known: Readonly<Record<string, readonly RefundablePayment[]>> = {
  ch_1: [payment('ch_1')],
  pi_1: [payment('ch_1')],
  ch_2: [payment('ch_2', { refunded: money(4000, 'usd') })],
  ch_full: [payment('ch_full', { refunded: money(10_000, 'usd') })],
  ch_disputed: [payment('ch_disputed', { isDisputed: true })],
  ch_authorised: [payment('ch_authorised', { isCaptured: false })],
  ch_yen: [payment('ch_yen', { captured: money(5000, 'jpy'), refunded: money(0, 'jpy') })],
  ch_coin: [payment('ch_coin', { captured: money(5_000_000, 'usdc'), refunded: money(0, 'usdc') })],
  ch_unknown: [
    payment('ch_unknown', {
      captured: money(5000, UNKNOWN_CURRENCY),
      refunded: money(0, UNKNOWN_CURRENCY),
    }),
  ],
  'order 7': [payment('ch_7')],
  'order 8': [payment('ch_8a'), payment('ch_8b')],
}

function check(
  text: string | Uint8Array,
  reserved: Readonly<Record<string, number>> = {},
): Promise<BulkPlan> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)
  return dryRun(
    { type: 'csv', name: 'refunds.csv', bytes },
    {
      findPayments: (targets) =>
        Promise.resolve(
          new Map(targets.flatMap((target) => (known[target] ? [[target, known[target]]] : []))),
        ),
      reservedOn: (charge) => reserved[charge] ?? 0,
    },
  )
}

async function problems(text: string | Uint8Array, reserved = {}): Promise<readonly string[]> {
  const plan = await check(text, reserved)
  return plan.problems.map(
    ({ line, code, severity }) => `${line} ${code}${severity === 'warning' ? '?' : ''}`,
  )
}

describe('a dry run', () => {
  it('takes no amount whose unit is not known, but all that is left', async () => {
    expect(await problems('payment,amount\nch_coin,5\n')).toEqual(['2 amount_unit_unknown'])
    const { rows, problems: none } = await check('payment,amount\nch_coin,\n')
    expect([none, rows.map(({ amount }) => amount)]).toEqual([[], [money(5_000_000, 'usdc')]])
  })

  it('refunds nothing whose currency is not known', async () => {
    expect(await problems('payment,amount\nch_unknown,\nch_unknown,5\n')).toEqual([
      '2 currency_unknown',
      '3 currency_unknown',
    ])
  })

  it('plans every good row, with totals per currency', async () => {
    const plan = await check(
      'payment,amount,reason\nch_1,12.50,duplicate\nch_2,,\norder 7,"1,00.00",\nch_yen,500,Requested by customer\n',
    )
    expect(plan.problems.map(({ code }) => code)).toEqual(['amount_not_a_number'])
    expect(plan.rows).toEqual([
      { line: 2, target: 'ch_1', charge: 'ch_1', amount: money(1250, 'usd'), reason: 'duplicate' },
      { line: 3, target: 'ch_2', charge: 'ch_2', amount: money(6000, 'usd'), reason: null },
      {
        line: 5,
        target: 'ch_yen',
        charge: 'ch_yen',
        amount: money(500, 'jpy'),
        reason: 'requested_by_customer',
      },
    ])
    expect(plan.read).toBe(4)
    expect(plan.totals).toEqual([
      { count: 1, total: money(500, 'jpy') },
      { count: 2, total: money(7250, 'usd') },
    ])
  })

  it.each([
    ['ch_9,1,', '2 target_unknown'],
    [',1,', '2 target_missing'],
    ['order 8,1,', '2 order_ambiguous'],
    ['ch_1,abc,', '2 amount_not_a_number'],
    ['ch_1,"12,50",', '2 amount_not_a_number'],
    ['ch_1,-5,', '2 amount_not_a_number'],
    ['ch_1,0.00,', '2 amount_zero'],
    ['ch_1,1.005,', '2 amount_too_many_digits'],
    ['ch_yen,1.5,', '2 amount_too_many_digits'],
    ['ch_1,99999999999999999,', '2 amount_too_large'],
    ['ch_1,100.01,', '2 exceeds_remaining'],
    ['ch_2,60.01,', '2 exceeds_remaining'],
    ['ch_full,,', '2 already_refunded'],
    ['ch_disputed,1,', '2 disputed'],
    ['ch_authorised,1,', '2 not_captured'],
    ['ch_1,1,because', '2 reason_unknown'],
  ])('names what is wrong with %s', async (row, expected) => {
    const plan = await check(`payment,amount,reason\n${row}\n`)
    expect(plan.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([expected])
    expect(plan.rows).toEqual([])
  })

  it('names every problem of a row', async () => {
    expect(await problems('payment,amount,currency,reason\nch_1,x,eur,y\n')).toEqual([
      '2 reason_unknown',
      '2 currency_wrong',
      '2 amount_not_a_number',
    ])
  })

  it('takes the right currency, in any case, and refuses another', async () => {
    expect(await problems('payment,amount,currency\nch_1,1,USD\nch_yen,1,jpy\n')).toEqual([])
    expect(await problems('payment,amount,currency\nch_1,1,JPY\n')).toEqual(['2 currency_wrong'])
  })

  it('adds up rows on one charge, whichever way it is named', async () => {
    expect(await problems('payment,amount\nch_1,60\npi_1,40\n')).toEqual(['3 target_twice?'])
    const over = await check('payment,amount\nch_1,60\nch_2,1\npi_1,40.01\n')
    expect(over.problems).toMatchObject([
      { line: 4, code: 'exceeds_remaining', params: { remaining: '40.00', currency: 'usd', first: 2 } },
    ])
    expect(await problems('payment,amount\nch_1,\npi_1,\n')).toEqual(['3 exceeds_remaining'])
    const rest = await check('payment,amount\nch_1,60\nch_1,\n')
    expect(rest.rows.map(({ amount }) => amount.amount)).toEqual([6000, 4000])
  })

  it('leaves what another batch is about to refund', async () => {
    expect(await problems('payment,amount\nch_1,50\n', { ch_1: 5000 })).toEqual([])
    expect(await problems('payment,amount\nch_1,50.01\n', { ch_1: 5000 })).toEqual(['2 exceeds_remaining'])
    expect(await problems('payment,amount\nch_1,\n', { ch_1: 10_000 })).toEqual(['2 exceeds_remaining'])
  })

  it.each([
    ['', '0 empty'],
    ['payment,amount\n', '0 empty'],
    ['who,amount\nch_1,1\n', '1 unknown_column?, 1 no_header'],
    ['payment,charge\nch_1,ch_1\n', '1 column_twice'],
    ['payment,amount\n"ch_1,1\n', '2 not_csv'],
    ['payment,note\nch_1,hello\n', '1 unknown_column?'],
  ])('names what is wrong with the file %j', async (text, expected) => {
    expect((await problems(text)).join(', ')).toBe(expected)
  })

  it('reads byte order marks, UTF-16, semicolons, tabs and Chinese headers, and refuses other encodings', async () => {
    const utf16 = Buffer.from('\uFEFFpayment\tamount\r\nch_1\t1\r\n', 'utf16le')
    expect(await problems(utf16)).toEqual([])
    expect(await problems('\uFEFFpayment;amount\r\nch_1;1\r\n')).toEqual([])
    expect((await check('订单号,金额,原因\norder 7,1,duplicate\n')).rows).toHaveLength(1)
    const gbk = Buffer.concat([Buffer.from('payment,amount\n'), Buffer.from([0xb6, 0xa9, 0xb5, 0xa5])])
    expect(await problems(gbk)).toEqual(['0 encoding'])
  })

  it('counts lines as an editor does, over breaks in cells and empty lines', () => {
    const read = readCsv(
      new TextEncoder().encode('payment,note\r\n"ch_\r\n1",a\r\n\r\nch_2,"b\r\n\r\nc"\r\nch_3,d\r\n'),
    )
    expect(read.ok ? read.rows.map(({ line, target }) => [line, target]) : read).toEqual([
      [2, 'ch_\n1'],
      [5, 'ch_2'],
      [8, 'ch_3'],
    ])
  })

  it('takes 10,000 rows quickly, and not one more', async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, n) => `ch_${n},1.00,duplicate`).join('\n')
    const find = (targets: readonly string[]) =>
      Promise.resolve(new Map(targets.map((target) => [target, [payment(target)]])))
    const run = (count: number) => {
      const bytes = new TextEncoder().encode(`payment,amount,reason\n${lines(count)}\n`)
      return dryRun({ type: 'csv', name: 'a.csv', bytes }, { findPayments: find, reservedOn: () => 0 })
    }
    const begun = performance.now()
    const plan = await run(10_000)
    const took = performance.now() - begun
    expect(plan.totals).toEqual([{ count: 10_000, total: money(1_000_000, 'usd') }])
    expect(took).toBeLessThan(5000)
    process.stdout.write(`dry run of 10,000 rows: ${Math.round(took)} ms\n`)
    expect((await run(10_001)).problems).toMatchObject([{ line: 0, code: 'too_many_rows' }])
  })

  it('plans a selection, all that remains of each', async () => {
    const plan = await dryRun(
      { type: 'selection', targets: ['ch_1', 'ch_2', 'ch_full'], reason: 'duplicate' },
      {
        findPayments: () => Promise.resolve(new Map(Object.entries(known))),
        reservedOn: () => 0,
      },
    )
    expect(plan.rows.map(({ amount, reason }) => [amount.amount, reason])).toEqual([
      [10_000, 'duplicate'],
      [6000, 'duplicate'],
    ])
    expect(plan.problems).toMatchObject([{ line: 3, code: 'already_refunded' }])
  })
})
