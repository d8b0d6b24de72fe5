import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULT_KINDS } from '../../src/simulator/faults.ts'
import { resources } from '../../src/simulator/resources/index.ts'

const text = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8')
const routes = resources.flatMap((resource) => resource.routes.map(({ template }) => template))
/** `/v1/charges` of `/v1/charges/:id/capture`. */
const collection = (template: string): string =>
  /^\/v1\/(?:checkout\/|radar\/)?[a-z_]+/.exec(template)?.[0] ?? template

test('every resource the simulator serves is documented, and nothing else', () => {
  const table = text.slice(text.indexOf('## What it covers'), text.indexOf('Not covered:'))
  const documented = new Set(Array.from(table.matchAll(/`(\/v1\/[a-z_/]+)`/g), (match) => match[1]))
  const served = new Set(routes.map(collection))
  expect([...served].filter((path) => !documented.has(path))).toEqual([])
  expect([...documented].filter((path) => !served.has(collection(path ?? '')))).toEqual([])
})

test('every kind of fault is documented', () => {
  // The 502 and 503 kinds are told together with those of 500.
  const kinds = FAULT_KINDS.filter((kind) => !/^status_50[23]/.test(kind))
  expect(kinds.filter((kind) => !text.includes(`\`${kind}\``))).toEqual([])
})
