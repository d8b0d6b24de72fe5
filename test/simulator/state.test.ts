import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, bench, refusal, stopped } from './support.ts'

const NOW = 1_790_000_000
let folder = ''
let at: Bench
const open = (realTime = stopped(NOW)): Promise<Bench> =>
  bench({ now: NOW, realTime, stateFile: join(folder, 'state.jsonl') })
async function restart(realTime?: () => number): Promise<void> {
  await at.simulator.close()
  at = await open(realTime)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-state-'))
  at = await open()
})
afterEach(async () => {
  await at.simulator.close()
  await rm(folder, { recursive: true })
})

test('armed faults survive a restart, with what is left of them', async () => {
  await at.control('POST', 'faults', { kind: 'status_500_before', path: '/v1/customers', times: 2 })
  const chance = { kind: 'lock_timeout', path: '/v1/balance', probability: 0.5, seed: 7 }
  await at.control('POST', 'faults', chance)
  expect(await refusal(at.stripe.customers.create({}))).toMatchObject({ statusCode: 500 })
  const twin = await bench({ now: NOW })
  await twin.control('POST', 'faults', chance)
  const luck = async (b: Bench): Promise<boolean> =>
    b.stripe.balance.retrieve().then(
      () => true,
      () => false,
    )
  const before = [await luck(at), await luck(at), await luck(at)]
  await restart()
  expect(await at.control('GET', 'faults')).toMatchObject({
    faults: [
      { id: 'fault_1', fired: 1 },
      { id: 'fault_2', fired: before.filter((lucky) => !lucky).length },
    ],
  })
  expect(await refusal(at.stripe.customers.create({}))).toMatchObject({ statusCode: 500 })
  await at.stripe.customers.create({})
  // The draws go on where they were, as if it had never stopped.
  const all = [...before, await luck(at), await luck(at), await luck(at)]
  const expected: boolean[] = []
  for (const _ of all) expected.push(await luck(twin))
  expect(all).toEqual(expected)
  await twin.simulator.close()
  await at.control('DELETE', 'faults')
  await restart()
  expect(await at.control('GET', 'faults')).toEqual({ faults: [] })
})

test('an event that a fault holds back stays back', async () => {
  await at.control('POST', 'faults', { kind: 'events_delayed', path: 'customer.created', seconds: 600 })
  await at.stripe.customers.create({})
  await restart()
  expect((await at.stripe.events.list({})).data).toEqual([])
  await at.control('POST', 'clock', { advance: 601 })
  expect((await at.stripe.events.list({})).data.map(({ type }) => type)).toEqual(['customer.created'])
})

test('a delivery that was under way, or fell due meanwhile, is made after the restart', async () => {
  let hang = true
  const received: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    received.push(request.url ?? '')
    if (!hang) response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo
  try {
    const url = `http://127.0.0.1:${port}/hook`
    await at.stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
    await at.stripe.customers.create({})
    await expect.poll(() => received.length).toBe(1)
    hang = false
    await restart(stopped(NOW + 60))
    at.simulator.world.tick()
    await expect.poll(() => received.length).toBe(2)
    await expect
      .poll(async () => JSON.stringify(await at.control('GET', 'deliveries')))
      .toContain('"status":"delivered"')
    await at.control('POST', 'clock', { advance: 3600 })
    expect(received).toHaveLength(2)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
