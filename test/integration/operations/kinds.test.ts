import { env } from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CounterfoilError, type ErrorCode } from '../../../src/shared/errors.ts'
import { type Operation, operationKinds } from '../../../src/shared/features/operations/contract.ts'
import type { FaultKind } from '../../../src/simulator/faults.ts'
import { arrangements } from './kind-arrangements.ts'
import { type Console, type World, openWorld } from './runner-fixture.ts'

/** Each fault on the request that moves money; the first is none. */
const ALL: readonly (FaultKind | null)[] = [
  null,
  'reset_before',
  'reset_after',
  'timeout_after',
  'status_500_before',
  'status_500_after',
  'rate_limit',
  'conflict_lock',
]
/** Without `OPERATIONS_N` each kind meets none and two faults in turn, so that each fault is met by several kinds. */
const faultsOf = (kind: Operation['kind']) => {
  if (env['OPERATIONS_N'] !== undefined) return ALL
  const place = operationKinds.indexOf(kind)
  return [null, ...[0, 3].map((step) => ALL[1 + ((place * 2 + step) % (ALL.length - 1))] ?? null)]
}
const ONCE_BY_NATURE: Partial<Readonly<Record<Operation['kind'], ErrorCode>>> = {
  capture: 'payment_not_capturable',
  payment_cancel: 'payment_not_cancelable',
  payout_cancel: 'payout_not_cancelable',
  payout_reversal: 'payout_not_reversible',
  dispute_evidence: 'dispute_closed',
  dispute_acceptance: 'dispute_closed',
}
const DONE = ['succeeded', 'proved']

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

function fault(kind: FaultKind, path: string, times = 1): void {
  world.simulator.faults.add({
    kind,
    method: 'POST',
    path,
    times,
    probability: 1,
    seed: 1,
    reason: 'global-rate',
    ms: 900,
    seconds: 0,
  })
}

/** Runs to the end, looking again where the answer was lost. */
async function settled({ runner }: Console, request: Parameters<Console['runner']['run']>[0]) {
  const operation = await runner.run(request)
  return DONE.includes(operation.state) ? operation : await runner.lookUp(operation.id)
}

describe.each(operationKinds)('%s', (kind) => {
  it.each(faultsOf(kind))('happens once and truthfully with fault %s', async (name) => {
    const { request, path, effects } = await arrangements[kind](world)
    const made = await effects()
    const before = world.simulator.requests.list().length
    const opened = world.console()
    if (name !== null) fault(name, path)
    const operation = await settled(opened, request)
    world.simulator.faults.clear()
    expect(DONE).toContain(operation.state)
    expect((await effects()) - made).toBe(1)
    const keys = world.simulator.requests
      .list()
      .slice(before)
      .filter((call) => call.method === 'POST' && call.path === path)
      .map((call) => call.idempotency_key)
    expect(keys.filter((key) => key !== operation.idempotencyKey)).toEqual([])
    // Whoever hangs up is not in the log yet.
    expect(keys.length).toBeGreaterThanOrEqual(name === null ? 1 : 0)
    const again = await opened.runner.run(request)
    expect(again.id).toBe(operation.id)
    expect((await effects()) - made).toBe(1)
  })

  it('is not taken for unsent because a resend was refused', async () => {
    const { request, path, effects } = await arrangements[kind](world)
    const made = await effects()
    const { runner } = world.console()
    fault('timeout_before', path)
    const { id, state } = await runner.run(request)
    expect(state).toBe('unknown')
    fault('rate_limit', path, 20)
    await Promise.allSettled([runner.lookUp(id)])
    expect(runner.get(id).state).toBe('unknown')
    world.simulator.faults.clear()
    expect(DONE).toContain((await runner.lookUp(id)).state)
    expect((await effects()) - made).toBe(1)
  })

  it('of one signed proposal happens once, on whichever machine it is approved, also after the key is forgotten', async () => {
    const { request, effects } = await arrangements[kind](world)
    const before = await effects()
    const proposal = { id: request.attempt, made: world.simulator.world.clock.now() }
    const proposed = { ...request, proposal, acceptSimilar: true }
    expect(DONE).toContain((await world.console().runner.run(proposed)).state)
    world.simulator.world.advance(25 * 3600)
    const made = await effects()
    expect(made - before).toBe(1)
    const other: unknown = await world
      .console()
      .runner.run(proposed)
      .catch((error: unknown) => error)
    // What happens once by its nature is refused for that; the rest is known by the proposal's id.
    const refused = other instanceof CounterfoilError ? other.failure.code : 'not refused'
    expect(refused).toBe(ONCE_BY_NATURE[kind] ?? 'proposal_used')
    expect(await effects()).toBe(made)
  })

  it('takes no other amount than the one that was confirmed', async () => {
    const { request, effects } = await arrangements[kind](world)
    const made = await effects()
    const { runner } = world.console()
    const other = { ...request, amount: { ...request.amount, amount: request.amount.amount + 1 } }
    await expect(Promise.resolve().then(() => runner.run(other))).rejects.toMatchObject({
      failure: { code: 'amount_invalid' },
    })
    expect(await effects()).toBe(made)
  })
})
