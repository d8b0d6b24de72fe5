import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULT_KINDS } from '../../src/simulator/faults.ts'
import { coverage, offered } from './coverage.ts'

const text = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8')

test('the table of what is covered is that of the routes', () => {
  const [, table] = /<!-- coverage -->([\s\S]*)<!-- \/coverage -->/.exec(text) ?? []
  expect(table?.trim()).toBe(coverage())
})

test('the table knows what the client offers and what is served of it', () => {
  const table = coverage()
  expect(offered().length).toBeGreaterThan(500)
  expect(table).toContain('| `/v1/refunds` | ● | ● | ● |  | ● |  | ● cancel |')
  expect(table).toContain('| `/v1/radar/payment_evaluations` | ○ |  |  |  |  |  |  |')
})

test('every kind of fault is documented', () => {
  // The 502 and 503 kinds are told together with those of 500.
  const kinds = FAULT_KINDS.filter((kind) => !/^status_50[23]/.test(kind))
  expect(kinds.filter((kind) => !text.includes(`\`${kind}\``))).toEqual([])
})
