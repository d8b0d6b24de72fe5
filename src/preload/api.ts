import type { contract } from '../shared/contract.ts'
import type { Api } from '../shared/ipc.ts'

/** `window.counterfoil`: the calls of the contract, and one listener for what main tells unasked. */
export interface CounterfoilApi extends Api<typeof contract> {
  /** Returns the function that stops listening. Messages are unparsed; the receiver parses them. */
  readonly onPush: (listener: (message: unknown) => void) => () => void
}
