import { z } from 'zod'
import type { SimulatorProcess } from '../support/simulator-process.ts'
import type { FaultedKind } from './kinds/kind.ts'

/** One request for money as it arrived at the simulator. */
export interface MoneyCall {
  readonly at: number
  readonly operation: string | null
  readonly amount: number | null
  readonly key: string | null
  readonly fault: string | null
}

const logSchema = z.object({
  total: z.int(),
  requests: z.array(
    z.object({
      at: z.int(),
      method: z.string(),
      path: z.string(),
      body: z.string(),
      idempotency_key: z.string().nullable(),
      fault: z.string().nullable(),
    }),
  ),
})

export function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]+')}$`).test(path)
}

/** Every request for money since the simulator started, oldest first. Throws if it has forgotten some. */
export async function moneyCalls(
  simulator: SimulatorProcess,
  kinds: readonly FaultedKind[],
): Promise<MoneyCall[]> {
  const { total, requests } = logSchema.parse(await simulator.control('GET', 'requests'))
  if (total !== requests.length) throw new Error('The simulator has seen more requests than it remembers')
  return requests
    .filter(({ method, path }) => method === 'POST' && kinds.some((kind) => matches(kind.path, path)))
    .map(({ at, body, idempotency_key: key, fault }) => {
      const form = new URLSearchParams(body)
      const amount = form.get('amount')
      return {
        at,
        key,
        fault,
        operation: form.get('metadata[counterfoil_operation]'),
        amount: amount === null ? null : Number(amount),
      }
    })
}
