import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import type { Answer, Contract, Method } from '../../shared/ipc.ts'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'

export const channelOf = (feature: string, method: string): string => `counterfoil:${feature}.${method}`

interface Gateway {
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean
  readonly log: (line: string, error: unknown) => void
  /** Told after each call that was answered with a value. */
  readonly onAnswered?: () => void
}

type Handler = (input: unknown) => unknown

const failed = (failure: Failure): Answer<never> => ({ ok: false, failure })

function plain(code: Failure['code'], message: string, field: string | null = null): Failure {
  return { code, message, params: {}, field, stripe: null }
}

/** What the page learns of an error: ours whole, anything else only that it happened. */
export function failureOf(error: unknown): Failure {
  return error instanceof CounterfoilError
    ? error.failure
    : plain('internal', 'Something went wrong in the console')
}

/** Answers one call: sender, input, handler, output, each checked in this order. */
export async function answerCall(
  gateway: Gateway,
  name: string,
  method: Method,
  handler: Handler,
  event: IpcMainInvokeEvent,
  input: unknown,
): Promise<Answer<unknown>> {
  if (!gateway.isTrusted(event)) {
    gateway.log(`refused ${name} from a sender that is not the console's page`, null)
    return failed(plain('forbidden_sender', 'This page may not call the console'))
  }
  const parsed = method.input.safeParse(input)
  if (!parsed.success) {
    return failed(
      plain('invalid_input', z.prettifyError(parsed.error), parsed.error.issues[0]?.path.join('.') ?? null),
    )
  }
  try {
    const value: unknown = method.output.parse(await handler(parsed.data))
    gateway.onAnswered?.()
    return { ok: true, value }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'internal') gateway.log(`${name} failed`, error)
    return failed(failure)
  }
}

/** Registers one channel for each method of the contract; nothing else in the program listens to the page. */
export function registerContract(
  contract: Contract,
  handlers: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  gateway: Gateway,
): void {
  for (const [feature, methods] of Object.entries(contract)) {
    for (const [name, method] of Object.entries(methods)) {
      const handler = handlers[feature]?.[name]
      if (typeof handler !== 'function') throw new Error(`Nothing answers ${feature}.${name}`)
      ipcMain.handle(channelOf(feature, name), (event, input: unknown) =>
        answerCall(gateway, `${feature}.${name}`, method, (value): unknown => handler(value), event, input),
      )
    }
  }
}
