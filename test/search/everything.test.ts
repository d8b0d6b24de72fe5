import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectsQueries } from '../../src/main/features/objects/queries.ts'
import { everything } from '../../src/main/features/search/everything.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { EventArchive } from '../../src/main/store/archive/events.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { find, parsedQuery } from './searched.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-everything-'))
const created = 1_700_000_000
const payment = { object: 'payment_intent', currency: 'usd', created, status: 'succeeded' }

const objects: readonly StripeObject[] = [
  { ...payment, id: 'pi_0000000001', amount: 1250, metadata: { order: 'order_1001', sku: 'sku_Tea' } },
  { ...payment, id: 'pi_0000000002', amount: 990, description: 'Order inv_2024 for Amy' },
  { ...payment, id: 'pi_0000000004', amount: 77, description: 'two teapots of claystone' },
  { id: 'prod_0000000001', object: 'product', created, name: 'Blue pot', description: 'a teapot' },
  { id: 'prod_0000000002', object: 'product', created, name: 'clay' },
  { ...payment, id: 'pi_0000000003', amount: 1250, currency: 'jpy', metadata: { was: 're_gone' } },
  {
    ...payment,
    id: 'ch_0000000001',
    object: 'charge',
    amount: 100,
    receipt_number: '2468-1357',
  },
  {
    id: 're_0000000001',
    object: 'refund',
    amount: 500,
    currency: 'usd',
    created,
    status: 'succeeded',
    receipt_number: '1234-5678',
    destination_details: { type: 'card', card: { reference: 'ARN74837261' } },
    metadata: { ticket: 'ZD-77881' },
  },
  {
    id: 'du_0000000001',
    object: 'dispute',
    amount: 300,
    currency: 'usd',
    created,
    status: 'needs_response',
    evidence: { customer_name: 'Zoë Ångström', customer_email_address: null },
    metadata: { case: 'CASE-31337' },
  },
  {
    id: 'po_0000000001',
    object: 'payout',
    amount: 600,
    currency: 'eur',
    created,
    arrival_date: created,
    status: 'paid',
  },
  {
    id: 'tr_0000000001',
    object: 'transfer',
    amount: 700,
    currency: 'usd',
    created,
    transfer_group: 'group_ABC12345',
  },
  { id: 'tu_0000000001', object: 'topup', amount: 800, currency: 'usd', created, status: 'succeeded' },
  {
    id: 'in_0000000001',
    object: 'invoice',
    amount_due: 910,
    total: 910,
    currency: 'usd',
    created,
    status: 'open',
  },
  {
    id: 'cs_0000000001',
    object: 'checkout.session',
    amount_total: 920,
    currency: 'usd',
    created,
    status: 'open',
  },
  {
    id: 'txn_0000000001',
    object: 'balance_transaction',
    amount: -400,
    currency: 'usd',
    net: -400,
    created,
    available_on: created,
    type: 'adjustment',
    status: 'available',
  },
]
let reader: Reader

beforeAll(() => {
  const archive = openArchive(folder)
  new EventArchive(archive).append([
    {
      id: 'evt_0000000001',
      object: 'event',
      type: 'payout.paid',
      created,
      data: { object: { id: 'po_0000000001', object: 'payout' } },
    },
  ])
  archive.close()
  const { db } = openMirror(folder, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => {
    writer.put(objects)
  })
  db.close()
  reader = new Reader(folder)
})
afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true, force: true })
})

function found(text: string): readonly string[] {
  return everything(reader, { text }).groups.flatMap(({ rows }) => rows.map(({ id }) => id))
}

function queried(query: string): readonly string[] {
  return find(reader, 'events', parsedQuery(query, 'events'))
}

describe('half a clue', () => {
  it.each([
    ['order_1001', 'pi_0000000001'],
    ['sku_Tea', 'pi_0000000001'],
    ['sku_tea', 'pi_0000000001'],
    ['inv_2024', 'pi_0000000002'],
    ['amy inv_2024', 'pi_0000000002'],
    ['group_ABC12345', 'tr_0000000001'],
    ['group_abc12345', 'tr_0000000001'],
  ])('with an underscore is no id for that: %s', (text, id) => {
    expect(found(text)).toEqual([id])
  })

  it('of a prefix of Stripe’s is looked for as words where no id begins so', () => {
    expect(found('re_gone')).toEqual(['pi_0000000003'])
    expect(found('re_0000')).toEqual(['re_0000000001'])
    expect(found('re_nowhere')).toEqual([])
  })

  it.each([
    ['ZD-77881', 're_0000000001'],
    ['1234-5678', 're_0000000001'],
    ['ARN74837261', 're_0000000001'],
    ['CASE-31337', 'du_0000000001'],
    ['Ångström', 'du_0000000001'],
    ['2468-1357', 'ch_0000000001'],
  ])('finds a number of its own: %s', (text, id) => {
    expect(found(text)).toEqual([id])
  })

  it.each([
    ['12.50', ['pi_0000000001']],
    ['$12.50', ['pi_0000000001']],
    ['12.50 USD', ['pi_0000000001']],
    ['¥1,250', ['pi_0000000003']],
    ['1250', ['pi_0000000001', 'pi_0000000003']],
    ['€12.50', []],
    ['3.00', ['du_0000000001']],
    ['4.00', ['txn_0000000001']],
    ['5.00', ['re_0000000001']],
    ['€6.00', ['po_0000000001']],
    ['6.00 USD', []],
    ['7.00', ['tr_0000000001']],
    ['8.00', ['tu_0000000001']],
    ['9.10', ['in_0000000001']],
    ['9.20 USD', ['cs_0000000001']],
    ['€9.20', []],
  ])('finds the whole of an amount, in its currency: %s', (text, ids) => {
    expect(found(text).toSorted()).toEqual(ids)
  })

  it('lifts a type above payments where something of it is meant for sure, and not for a word alone', () => {
    const types = (text: string): readonly string[] =>
      everything(reader, { text }).groups.map(({ type }) => type)
    // A payment holds it within a word, a product as a word of its own.
    expect(types('pot')).toEqual(['payment_intents', 'products'])
    expect(types('teapot')).toEqual(['payment_intents', 'products'])
    expect(types('Blue pot')).toEqual(['products'])
    expect(types('clay')).toEqual(['products', 'payment_intents'])
  })

  it('finds an event by its whole id', () => {
    expect(everything(reader, { text: 'evt_0000000001' }).groups).toMatchObject([
      { type: 'events', rows: [{ id: 'evt_0000000001', title: 'payout.paid' }] },
    ])
    expect(found('evt_0000')).toEqual([])
  })

  it('lets an event found be opened, by a query for its id too', () => {
    const id = 'evt_0000000001'
    expect(objectsQueries['objects.get'](reader, { id }).object).toMatchObject({ id, type: 'event', created })
    expect(() => objectsQueries['objects.get'](reader, { id: 'evt_none0000' })).toThrow(/does not hold/)
    expect(queried(`id:"${id}"`)).toEqual([id])
    expect(queried(`id:"${id}" type:payout.paid`)).toEqual([id])
    expect(queried(`id:"${id}" type:payout.failed`)).toEqual([])
    expect(queried('id:evt_none0000')).toEqual([])
    expect(queried('type:payout.paid')).toEqual([id])
  })
})
