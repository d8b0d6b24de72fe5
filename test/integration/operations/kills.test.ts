import { env } from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationKinds } from '../../../src/shared/features/operations/contract.ts'
import { crash, reopened } from './crash.ts'
import { arrangements } from './kind-arrangements.ts'
import { type World, openWorld } from './runner-fixture.ts'

/** After each answer the effect is there and the journal does not know it: the hardest; all points with `OPERATIONS_N`. */
const POINTS = env['OPERATIONS_N'] === undefined ? ['answered'] : ['intent', 'sending', 'answered']

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe.each(operationKinds)('%s', (kind) => {
  it.each(POINTS)('happens once though the console is killed at %s', async (point) => {
    const { request, path, effects } = await arrangements[kind](world)
    const made = await effects()
    const folder = world.folder()
    expect(await crash(world, point, folder, request)).toBe('SIGKILL')
    expect((await effects()) - made).toBe(point === 'answered' ? 1 : 0)
    const { runner } = await reopened(world, folder)
    const { rows } = runner.list({ offset: 0, limit: 10 })
    expect(rows).toHaveLength(1)
    expect(['succeeded', 'proved']).toContain(rows[0]?.state)
    expect((await effects()) - made).toBe(1)
    const keys = world.simulator.requests
      .list()
      .filter((call) => call.method === 'POST' && call.path === path && call.idempotency_key !== null)
      .map((call) => call.idempotency_key)
      .filter((key) => key === rows[0]?.idempotencyKey)
    expect(keys.length).toBeGreaterThan(0)
  })
})
