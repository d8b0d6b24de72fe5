import type { IpcMainInvokeEvent } from 'electron'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { contract } from '../../shared/contract.ts'
import { CounterfoilError } from '../../shared/errors.ts'
import { registerContract } from './ipc-gateway.ts'

type Listener = (event: IpcMainInvokeEvent, input: unknown) => Promise<unknown>
const electron = vi.hoisted(() => ({ handlers: new Map<string, unknown>() }))
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: unknown) => electron.handlers.set(channel, handler) },
}))

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the sender check looks at it
const event = {} as IpcMainInvokeEvent
const logged: [string, unknown][] = []
beforeEach(() => {
  electron.handlers.clear()
  logged.length = 0
})

const tiny = {
  shop: {
    echo: {
      input: z.object({ text: z.string().max(5) }).strict(),
      output: z.object({ text: z.string(), length: z.int() }),
    },
  },
} as const

async function call(handler: (input: { text: string }) => unknown, input: unknown, trusted = true) {
  registerContract(
    tiny,
    { shop: { echo: handler } },
    {
      isTrusted: () => trusted,
      log: (line, error) => logged.push([line, error]),
    },
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was registered above
  return await (electron.handlers.get('counterfoil:shop.echo') as Listener)(event, input)
}

describe('the gateway', () => {
  it('answers the page', async () => {
    const answer = await call(({ text }) => ({ text, length: text.length }), { text: 'ab' })
    expect(answer).toEqual({ ok: true, value: { text: 'ab', length: 2 } })
  })

  it('refuses any other sender before looking at what it sent', async () => {
    const handler = vi.fn<() => unknown>()
    const answer = await call(handler, { text: 'ab' }, false)
    expect(answer).toMatchObject({ ok: false, failure: { code: 'forbidden_sender' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('refuses input that is not what the contract says, naming the field', async () => {
    const handler = vi.fn<() => unknown>()
    for (const input of [undefined, null, 7, {}, { text: 'toolong' }, { text: 'ab', more: 1 }]) {
      expect(await call(handler, input)).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
    }
    expect(await call(handler, { text: 'toolong' })).toMatchObject({ failure: { field: 'text' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('hands our failures over whole', async () => {
    const stripe = {
      status: 400,
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      declineCode: null,
      param: null,
      message: 'Charge ch_1 has already been refunded.',
      requestId: 'req_1',
      docUrl: null,
    }
    const answer = await call(
      () => {
        throw new CounterfoilError('already_refunded', 'no', { stripe })
      },
      { text: 'ab' },
    )
    expect(answer).toMatchObject({ ok: false, failure: { code: 'already_refunded', stripe } })
  })

  it('tells nothing of other errors, and nothing of output that is not what the contract says', async () => {
    const secret = ['sk', 'live', '51Secret'].join('_')
    const answer = await call(
      () => {
        throw new Error(`request with ${secret} failed`)
      },
      { text: 'ab' },
    )
    expect(answer).toMatchObject({ ok: false, failure: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain(secret)
    expect(logged).toHaveLength(1)
    const wrong = await call(() => ({ text: secret, length: 'x' }), { text: 'ab' })
    expect(wrong).toMatchObject({ ok: false, failure: { code: 'internal' } })
    expect(JSON.stringify(wrong)).not.toContain(secret)
  })

  it('will not start with a method that nothing answers', () => {
    expect(() => registerContract(tiny, { shop: {} }, { isTrusted: () => true, log: () => {} })).toThrow(
      /shop.echo/,
    )
  })

  it('lets nothing malformed reach a handler of the real contract', async () => {
    const reached = new Map<string, unknown>()
    const handlers = Object.fromEntries(
      Object.entries(contract).map(([feature, methods]) => [
        feature,
        Object.fromEntries(
          Object.keys(methods).map((name) => [
            name,
            (input: unknown) => {
              reached.set(`${feature}.${name}`, input)
              throw new CounterfoilError('internal', 'reached')
            },
          ]),
        ),
      ]),
    )
    registerContract(contract, handlers, { isTrusted: () => true, log: () => {} })
    const schemas = new Map<string, z.ZodType>(
      Object.entries(contract).flatMap(([feature, methods]) =>
        Object.entries(methods).map(([name, { input }]): [string, z.ZodType] => [
          `${feature}.${name}`,
          input,
        ]),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...schemas.keys()),
        fc.anything({ withBigInt: true, withDate: true }),
        async (name, input) => {
          reached.clear()
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was registered above
          const answer = await (electron.handlers.get(`counterfoil:${name}`) as Listener)(event, input)
          expect(answer).toMatchObject({ ok: false })
          expect(reached.has(name)).toBe(schemas.get(name)?.safeParse(input).success)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
