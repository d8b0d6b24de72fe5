import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { charges, searchNodes } from '../../src/shared/search/arbitraries.ts'
import type { SearchNode } from '../../src/shared/search/ast.ts'
import { searchPredicate } from '../../src/shared/search/evaluate.ts'
import { type SearchableType, searchFields } from '../../src/shared/search/fields.ts'
import { parseSearch } from '../../src/shared/search/parse.ts'
import { everything } from '../../src/main/features/search/everything.ts'
import { scan } from '../../src/main/features/search/scan.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { parseStripeObject, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-search-'))
const ZONE = 'Europe/Berlin'
let few: Reader
let many: Reader
let samples: readonly StripeObject[] = []
let paid: readonly StripeObject[] = []

function stored(values: readonly unknown[]): readonly StripeObject[] {
  const seen = new Set<string>()
  return values.flatMap((value, at) => {
    const json: unknown = JSON.parse(JSON.stringify(value))
    const object = parseStripeObject(
      typeof json === 'object' && json !== null ? { ...json, object: 'charge' } : null,
    )
    if (object === null) return []
    const id = seen.has(object.id) ? `${object.id}_${at}` : object.id
    seen.add(id)
    return [{ ...object, id }]
  })
}

/** Intents with the metadata, customer and amounts of the charges, each with ids as Stripe's. */
function intents(from: readonly StripeObject[]): readonly StripeObject[] {
  return from.map((charge, at) => ({
    ...charge,
    object: 'payment_intent',
    id: `pi_0000000${String(at).padStart(4, '0')}`,
    customer: at % 3 === 0 ? `cus_00000000${at % 7}` : null,
    latest_charge: null,
    // As every one of Stripe's has: without it there is no payment whose text could be found.
    currency: charge['currency'] ?? 'usd',
  }))
}

beforeAll(() => {
  samples = stored(fc.sample(charges, { numRuns: 300, seed: 7 }))
  paid = intents(samples)
  openArchive(folder).close()
  const { db } = openMirror(folder, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => {
    writer.put([...samples, ...paid])
  })
  db.close()
  // With few rows as with many: through an index, and along the table.
  many = new Reader(folder)
  few = new Reader(folder, 3)
})
afterAll(() => {
  many.close()
  few.close()
  rmSync(folder, { recursive: true, force: true })
})

function find(
  reader: Reader,
  type: SearchableType,
  ast: SearchNode,
  most = 100_000,
  budget = 1e9,
): readonly string[] {
  const ids: string[] = []
  let after: number | null = null
  while (true) {
    const { found, next } = scan(reader, { type, ast, zone: ZONE, direction: 'desc', after, most, budget })
    ids.push(...found.map((read) => String(read()['id'])))
    if (next === null) return ids
    after = next
  }
}

function filter(type: SearchableType, ast: SearchNode): readonly string[] {
  const matches = searchPredicate(ast, { fields: searchFields[type], zone: ZONE })
  return (type === 'charges' ? samples : paid).filter(matches).map(({ id }) => id)
}

function parsedQuery(query: string, type: SearchableType): SearchNode {
  const parsed = parseSearch(query, searchFields[type])
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.ast
}

describe('searching the mirror', () => {
  it('finds what a plain filter finds, for any query', () => {
    fc.assert(
      fc.property(searchNodes, (node) => {
        for (const reader of [many, few])
          expect(find(reader, 'charges', node).toSorted()).toEqual(filter('charges', node).toSorted())
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    'customer:cus_000000003',
    'customer:"CUS_000000003"',
    'metadata["order"]:"amy@example.com"',
    'metadata["order"]~"AMY" amount>=0',
    'metadata["订单"]~"王"',
    'amount:1000',
    'amount:1000 -customer:null',
    'created:2026-03-01',
    'created>=2026-03 created<2026-04',
    'currency:USD -status:null',
    'id:pi_00000000007',
    'amount>"12.49 USD" OR metadata["order"]:null',
    'amy',
  ])('finds payment intents by %s', (query) => {
    const node = parsedQuery(query, 'payment_intents')
    for (const reader of [many, few])
      expect(find(reader, 'payment_intents', node).toSorted()).toEqual(
        filter('payment_intents', node).toSorted(),
      )
  })

  it('goes on where it stopped, be it for rows or for time, and finds all once', () => {
    const node = parsedQuery('amount>=0 OR amount:null', 'charges')
    const whole = find(many, 'charges', node)
    expect(whole.length).toBeGreaterThan(200)
    for (const reader of [many, few]) {
      expect(find(reader, 'charges', node, 7)).toEqual(whole)
      expect(find(reader, 'charges', node, 1000, 0)).toEqual(whole)
    }
  })

  it('finds everything by half a clue, the exact id first', () => {
    const { groups } = everything(many, { text: 'pi_00000000007' })
    expect(groups[0]?.rows[0]?.id).toBe('pi_00000000007')
    const named = everything(many, { text: '王芳' }).groups.flatMap(({ rows }) => rows.map(({ id }) => id))
    expect(named.length).toBeGreaterThan(0)
  })
})
