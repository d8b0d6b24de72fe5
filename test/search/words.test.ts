import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everything } from '../../src/main/features/search/everything.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { matches, normalise, parseTerms } from '../../src/main/store/mirror/search-text.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'

const CREATED = 1_700_000_000
const WORDS = ['amy', 'Amelia', '张伟', '伟大', 'tea', 'teapot', '42', '4242', 'ö', 'ＡＭ', 'x-ray']
/** One word, short ones, Chinese ones, and long and short together. */
const CLUES = [...WORDS, 'am', '张', 'a', 'amy 张', 'tea 42', '伟 tea', 'x-ray a', 'nothing']

interface Step {
  readonly type: 'customer' | 'product'
  readonly id: number
  /** Null deletes it. */
  readonly name: readonly string[] | null
}

const step = fc.record<Step>({
  type: fc.constantFrom('customer', 'product'),
  id: fc.nat(3),
  name: fc.option(fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), { freq: 4 }),
})

/** Two types with the same ids and times: their rows lie at the same keys, each in its table. */
function object({ type, id, name }: Step): StripeObject {
  return { id: `${id}`, object: type, created: CREATED, name: (name ?? []).join(' ') }
}

test('finds by words exactly what is there with them, however it came to be so', () => {
  const check = (steps: readonly Step[], atOnce: number): void => {
    using folder = temporaryFolder()
    openArchive(folder.path).close()
    const { db } = openMirror(folder.path, tables)
    const writer = new MirrorWriter(db, tables)
    const held = new Map<string, string>()
    for (let at = 0; at < steps.length; at += atOnce) {
      writer.transaction(() => {
        for (const each of steps.slice(at, at + atOnce)) {
          const key = `${each.type} ${each.id}`
          if (each.name === null) {
            writer.markDeleted(each.type, `${each.id}`)
            held.delete(key)
          } else {
            writer.put([object(each)])
            held.set(key, normalise(each.name.join(' ')))
          }
        }
      })
    }
    db.close()
    const reader = new Reader(folder.path)
    for (const text of CLUES) {
      const found = everything(reader, { text }).groups.flatMap(({ rows }) =>
        rows.map(({ type, id }) => `${type.slice(0, -1)} ${id}`),
      )
      const terms = parseTerms(text)
      const wanted = Array.from(held).filter(([, words]) => terms.every((term) => matches(words, term)))
      expect({ text, found: found.toSorted() }).toEqual({
        text,
        found: wanted.map(([key]) => key).toSorted(),
      })
    }
    reader.close()
  }
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), check), {
    numRuns: 60,
  })
})

test('finds what lies behind many others of its type and has no payment', () => {
  const MANY = 6000
  using folder = temporaryFolder()
  openArchive(folder.path).close()
  const { db } = openMirror(folder.path, tables)
  const writer = new MirrorWriter(db, tables)
  const customer = (id: string, age: number, name: string): StripeObject => ({
    id: `cus_${id}`,
    object: 'customer',
    created: CREATED - age,
    name,
  })
  writer.transaction(() => {
    writer.put(Array.from({ length: MANY }, (_, age) => customer(`${age}`, age, `Person ${age} 李`)))
    writer.put([
      customer('zoe', MANY + 1, 'Zoë Ångström'),
      customer('wei', MANY + 2, '张伟'),
      customer('mixed', MANY + 3, 'Emma 李娜'),
    ])
  })
  db.close()
  const reader = new Reader(folder.path)
  const found = (text: string): readonly string[] =>
    everything(reader, { text }).groups.flatMap(({ rows }) => rows.map(({ id }) => id))
  expect(found('ångström')).toEqual(['cus_zoe'])
  expect(found('张伟')).toEqual(['cus_wei'])
  expect(found('emma 李')).toEqual(['cus_mixed'])
  expect(found('zo')).toEqual(['cus_zoe'])
  expect(found('person')).toHaveLength(6)
  reader.close()
})
