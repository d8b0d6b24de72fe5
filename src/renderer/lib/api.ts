import { contract } from '../../shared/contract.ts'
import { CounterfoilError } from '../../shared/errors.ts'
import { answerSchema, type InputOf, type Method, type OutputOf } from '../../shared/ipc.ts'
import type { CounterfoilApi } from '../../preload/api.ts'

declare global {
  interface Window {
    readonly counterfoil: CounterfoilApi
  }
}

type Calls<C> = {
  readonly [F in keyof C]: {
    readonly [M in keyof C[F]]: (input: InputOf<C[F][M]>) => Promise<OutputOf<C[F][M]>>
  }
}

type RawCall = (input: unknown) => Promise<unknown>

/** Makes one call to main: the value it answers with, or a thrown `CounterfoilError`. */
async function call(method: Method, send: RawCall, input: unknown): Promise<unknown> {
  const answer = answerSchema.parse(await send(input))
  if (!answer.ok) throw CounterfoilError.from(answer.failure)
  return method.output.parse(answer.value)
}

function callsOf(feature: string, methods: Readonly<Record<string, Method>>): Record<string, RawCall> {
  const calls: Record<string, RawCall> = {}
  for (const [name, method] of Object.entries(methods)) {
    calls[name] = async (input) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names come from the contract that types the bridge
      const bridge = window.counterfoil as unknown as Readonly<Record<string, Record<string, RawCall>>>
      const send = bridge[feature]?.[name]
      if (!send) throw new CounterfoilError('unknown_method', `The bridge has no ${feature}.${name}`)
      return await call(method, send, input)
    }
  }
  return calls
}

/** Everything the page can ask of main, by feature; values are parsed, failures are thrown as `CounterfoilError`. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the very contract it is typed by
export const api = Object.fromEntries(
  Object.entries(contract).map(([feature, methods]) => [feature, callsOf(feature, methods)]),
) as unknown as Calls<typeof contract>
