import { describe, expect, it, vi } from 'vitest'
import { contract } from '../shared/contract.ts'

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Set<unknown>(),
}))
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.set(name, api) },
  ipcRenderer: {
    invoke: (...input: unknown[]) => {
      electron.invoked.push(input)
      return Promise.resolve({ ok: true, value: null })
    },
    on: (_channel: string, listener: unknown) => electron.listeners.add(listener),
    off: (_channel: string, listener: unknown) => electron.listeners.delete(listener),
  },
}))
await import('./index.ts')

type Surface = Record<string, Record<string, (input: unknown) => Promise<unknown>>>

function names(tree: object): string[] {
  return Object.entries(tree).flatMap(([feature, methods]: [string, object]) =>
    Object.keys(methods).map((method) => `${feature}.${method}`),
  )
}

describe('window.counterfoil', () => {
  it('is the only thing exposed, with exactly the methods of the contract and onPush', () => {
    expect([...electron.exposed.keys()]).toEqual(['counterfoil'])
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at as names only
    const { onPush, ...features } = electron.exposed.get('counterfoil') as Surface
    expect(typeof onPush).toBe('function')
    expect(names(features).toSorted()).toEqual(names(contract).toSorted())
  })

  it('calls its own channel from each function', async () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const { onPush: _onPush, ...features } = electron.exposed.get('counterfoil') as Surface
    for (const [feature, methods] of Object.entries(features)) {
      for (const [name, call] of Object.entries(methods)) {
        await call({ n: 1 })
        expect(electron.invoked.at(-1)).toEqual([`counterfoil:${feature}.${name}`, { n: 1 }])
      }
    }
  })

  it('stops listening when asked', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const { onPush } = electron.exposed.get('counterfoil') as { onPush: (listener: () => void) => () => void }
    const stop = onPush(() => {})
    expect(electron.listeners.size).toBe(1)
    stop()
    expect(electron.listeners.size).toBe(0)
  })
})
