import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundRows, type MirroredType } from '../../src/main/features/search/found-rows.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { OBJECT_OF } from '../../src/main/store/mirror/search-objects.ts'
import { tableName } from '../../src/main/store/mirror/table.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { searchRowSchema, searchTypes } from '../../src/shared/features/search/contract.ts'
import { temporaryFolder } from '../mirror/support.ts'
import { writtenObjects } from '../support/written-objects.ts'

const created = 1_700_000_000
const usd = (amount: number) => ({ amount, currency: 'usd' })
const money = { amount: 1250, currency: 'usd', created }

interface Case {
  readonly type: MirroredType
  /** Besides its id and Stripe's word for its type. */
  readonly fields: object
  readonly row: object
}

const CASES: readonly Case[] = [
  {
    type: 'customers',
    fields: { created, name: 'Amy Chen', email: 'amy@example.com', balance: -500, currency: 'usd' },
    row: { title: 'Amy Chen', who: 'amy@example.com', amount: null, status: null },
  },
  {
    type: 'customers',
    fields: { created, name: null, email: null, phone: '+1 555 0100', description: 'By phone' },
    row: { title: 'By phone', who: '+1 555 0100' },
  },
  {
    type: 'payment_intents',
    fields: { ...money, status: 'succeeded', description: 'Order 7', customer: 'cus_1' },
    row: { title: 'Order 7', who: 'cus_1', amount: usd(1250), status: 'succeeded' },
  },
  {
    type: 'payment_intents',
    fields: { created, status: 'requires_payment_method', currency: 'usd' },
    row: { title: null, who: null, amount: { amount: null, currency: 'usd' } },
  },
  {
    type: 'charges',
    fields: { ...money, status: 'failed', customer: 'cus_1', billing_details: { name: 'Zoë' } },
    row: { title: null, who: 'Zoë', amount: usd(1250), status: 'failed' },
  },
  {
    type: 'refunds',
    fields: { ...money, status: 'pending', reason: 'duplicate', charge: 'ch_payer' },
    row: { title: 'duplicate', who: 'Payer', amount: usd(1250), status: 'pending' },
  },
  {
    type: 'refunds',
    fields: { ...money, status: 'succeeded', reason: null, charge: 'ch_elsewhere' },
    row: { title: 'ch_elsewhere', who: null },
  },
  {
    type: 'disputes',
    fields: { ...money, status: 'lost', reason: 'fraudulent', charge: 'ch_payer' },
    row: { title: 'fraudulent', who: 'Payer', amount: usd(1250), status: 'lost' },
  },
  {
    type: 'payouts',
    fields: { ...money, status: 'paid', statement_descriptor: 'SHOP', destination: 'ba_1' },
    row: { title: 'SHOP', who: null, amount: usd(1250), status: 'paid' },
  },
  {
    type: 'transfers',
    fields: { ...money, amount_reversed: 1250, transfer_group: 'group', destination: { id: 'acct_1' } },
    row: { title: 'group', who: 'acct_1', amount: usd(1250), status: 'reversed' },
  },
  {
    type: 'invoices',
    fields: {
      created,
      number: 'A-1',
      status: 'open',
      amount_due: 910,
      currency: 'usd',
      customer_name: 'Amy',
    },
    row: { title: 'A-1', who: 'Amy', amount: usd(910), status: 'open' },
  },
  {
    type: 'subscriptions',
    fields: { created, status: 'active', currency: 'usd', customer: 'cus_named', description: 'Tea club' },
    row: { title: 'Tea club', who: 'Named', amount: null, status: 'active' },
  },
  {
    type: 'balance_transactions',
    fields: { ...money, amount: -1250, net: -1250, type: 'payout', source: 'po_1', status: 'available' },
    row: { title: 'payout', who: 'po_1', amount: usd(-1250), status: 'available' },
  },
  {
    type: 'application_fees',
    fields: { ...money, account: 'acct_1', charge: 'ch_1' },
    row: { title: 'ch_1', who: 'acct_1', amount: usd(1250), status: null },
  },
  {
    type: 'topups',
    fields: { ...money, status: 'succeeded', description: 'Float' },
    row: { title: 'Float', who: null, amount: usd(1250), status: 'succeeded' },
  },
  {
    type: 'checkout_sessions',
    fields: { created, status: 'open', mode: 'setup', amount_total: null, currency: 'usd' },
    row: { title: 'setup', who: null, amount: null, status: 'open' },
  },
  {
    type: 'checkout_sessions',
    fields: {
      created,
      status: 'complete',
      amount_total: 920,
      currency: 'usd',
      client_reference_id: 'basket 9',
      customer_details: { name: null, email: 'amy@example.com' },
    },
    row: { title: 'basket 9', who: 'amy@example.com', amount: usd(920) },
  },
  {
    type: 'setup_intents',
    fields: { created, status: 'succeeded', customer: 'cus_unknown' },
    row: { title: null, who: 'cus_unknown', amount: null, status: 'succeeded' },
  },
  {
    type: 'payment_methods',
    fields: { created, type: 'card', card: { last4: '4242' }, billing_details: { name: 'Amy' } },
    row: { title: '4242', who: 'Amy', amount: null, status: 'card' },
  },
  {
    type: 'accounts',
    fields: { created, settings: { dashboard: { display_name: 'Tea Ltd' } }, country: 'DE' },
    row: { title: 'Tea Ltd', who: 'DE', amount: null, status: null },
  },
  {
    type: 'products',
    fields: { created, name: 'Oolong' },
    row: { title: 'Oolong', who: null, amount: null, status: null },
  },
  {
    type: 'prices',
    fields: { created, unit_amount: null, currency: 'usd', lookup_key: 'gold' },
    row: { title: 'gold', who: null, amount: null, status: null },
  },
]

const folder = temporaryFolder()
let reader: Reader

beforeAll(() => {
  openArchive(folder.path).close()
  const { db } = openMirror(folder.path, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => {
    writer.put(writtenObjects())
    writer.put([
      { ...money, id: 'ch_payer', object: 'charge', status: 'succeeded', billing_details: { name: 'Payer' } },
      { id: 'cus_named', object: 'customer', created, name: 'Named' },
      ...CASES.map(({ type, fields }, at) => ({ ...fields, id: `case_${at}`, object: OBJECT_OF[type] })),
    ])
  })
  db.close()
  reader = new Reader(folder.path)
})
afterAll(() => {
  reader.close()
  folder[Symbol.dispose]()
})

function keysOf(type: MirroredType, condition: string, params: readonly string[] = []): readonly number[] {
  return reader
    .all<{ n: number }>(`SELECT n FROM ${tableName(OBJECT_OF[type])} WHERE ${condition} ORDER BY n`, params)
    .map(({ n }) => n)
}

test.each(CASES.map((each, at) => ({ ...each, at })))('a row of $type: $row.title', ({ type, row, at }) => {
  const id = `case_${at}`
  const [found] = foundRows(reader, type, keysOf(type, 'id = ?', [id]))
  expect(found?.row).toMatchObject({ type, id, created, ...row })
})

test('every type has a row of its own here', () => {
  const types = searchTypes.filter((type) => type !== 'events')
  expect(Array.from(new Set(CASES.map(({ type }) => type))).toSorted()).toEqual(types.toSorted())
})

test('whatever Stripe has answered can be shown, in the order asked for', () => {
  let shown = 0
  for (const type of searchTypes) {
    if (type === 'events') continue
    const keys = keysOf(type, 'TRUE').toReversed()
    const rows = foundRows(reader, type, keys)
    expect(rows.map(({ n }) => n)).toEqual(keys)
    for (const { row } of rows) expect(() => searchRowSchema.parse(row)).not.toThrow()
    shown += rows.length
  }
  expect(shown).toBeGreaterThan(CASES.length + 5)
})
