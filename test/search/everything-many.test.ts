import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { everything } from '../../src/main/features/search/everything.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'

const PAYMENTS = 1200
const folder = mkdtempSync(join(tmpdir(), 'counterfoil-many-'))
let reader: Reader

const customers = Array.from(
  { length: 30 },
  (_, index): StripeObject => ({
    id: `cus_${index}`,
    object: 'customer',
    created: 1_700_000_000 + index,
    name: index === 17 ? 'Oolong Ltd' : `Person ${index}`,
    email: `person${index}@example.com`,
  }),
)

/** Each is an order of tea; a few differ in one thing by which they are to be found. */
function payment(index: number): StripeObject {
  const metadata: Record<string, string> = { shop: index % 2 === 0 ? 'web' : 'market' }
  if (index === 3) metadata['ticket'] = 'T-77'
  if (index > 3 && index < 300) metadata['ticket'] = `T-77${index}`
  if (index === PAYMENTS - 40) metadata['note'] = 'order'
  return {
    id: `pi_${String(index).padStart(6, '0')}`,
    object: 'payment_intent',
    amount: 1000 + index,
    currency: 'usd',
    created: 1_710_000_000 + index * 60,
    status: 'succeeded',
    customer: `cus_${index % 30}`,
    description: index === 100 ? 'a crate of oolong' : 'reorder of tea',
    metadata,
  }
}

beforeAll(() => {
  openArchive(folder).close()
  const { db } = openMirror(folder, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => {
    writer.put(customers)
    writer.put(Array.from({ length: PAYMENTS }, (_, index) => payment(index)))
  })
  db.close()
  reader = new Reader(folder)
})
afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true, force: true })
})

function found(text: string, type: string): readonly string[] {
  const group = everything(reader, { text }).groups.find((each) => each.type === type)
  return group?.rows.map(({ id }) => id) ?? []
}

describe('half a clue among many payments', () => {
  it('finds what it is as a whole before anything newer that merely holds it', () => {
    expect(found('T-77', 'payment_intents')[0]).toBe('pi_000003')
    expect(found('T-77', 'payment_intents')).toHaveLength(6)
  })

  it('finds a common word that once stands alone among the newest, and else the newest with it', () => {
    const [first, second] = found('order', 'payment_intents')
    expect(first).toBe(payment(PAYMENTS - 40).id)
    expect(second).toBe(payment(PAYMENTS - 1).id)
  })

  it('finds what is named so before what merely holds it somewhere, and customers behind any of them', () => {
    // The payments of a customer of that name, and one that is described so.
    expect(found('oolong', 'payment_intents')).toEqual(
      [1187, 1157, 1127, 1097, 1067, 1037].map((index) => payment(index).id),
    )
    expect(found('crate of oolong', 'payment_intents')).toEqual([payment(100).id])
    expect(found('oolong', 'customers')[0]).toBe('cus_17')
    expect(found('web', 'customers')).toHaveLength(6)
  })
})
