import { type ModuleSource, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { bugNamed } from '../bugs.ts'

/**
 * Loaded before the console (`--import`): gives the composition of the product its own runner, journal and client in
 * the dress of this folder, and plants a seeded bug where `CONSOLE_BUG` names one. Nothing of it is in the product.
 */
const main = new URL('../../../src/main/', import.meta.url).href
const parts = [`${main}operations/`, `${main}stripe/`]
const dressed = new Map([
  [`${main}operations/runner.ts`, new URL('runner.ts', import.meta.url).href],
  [`${main}operations/journal.ts`, new URL('journal.ts', import.meta.url).href],
  [`${main}stripe/client.ts`, new URL('client.ts', import.meta.url).href],
])
const waiting = new Set(dressed.keys())

const name = process.env['CONSOLE_BUG']
const edits = name === undefined ? [] : bugNamed(name).edits
const unplanted = new Set(edits)

function plant(file: string, source: string): string {
  let planted = source
  for (const edit of edits.filter((each) => file === main + each.file)) {
    if (planted.split(edit.find).length !== 2) {
      throw new Error(`The bug ${name} does not find its place in ${fileURLToPath(file)}: ${edit.find}`)
    }
    planted = planted.replace(edit.find, () => edit.put)
    unplanted.delete(edit)
  }
  return planted
}

function textOf(source: ModuleSource | undefined): string {
  if (typeof source === 'string') return source
  return source === undefined ? '' : new TextDecoder().decode(source)
}

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context)
    const { parentURL } = context
    const composes = parentURL?.startsWith(main) === true && !parts.some((part) => parentURL.startsWith(part))
    const dress = composes ? dressed.get(found.url) : undefined
    if (dress === undefined) return found
    waiting.delete(found.url)
    return { ...found, url: dress }
  },
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (!url.startsWith(main) || edits.length === 0) return loaded
    return { ...loaded, source: plant(url, textOf(loaded.source)) }
  },
})

/** Throws unless the console that was loaded is the one meant: dressed, and with the bug if there is to be one. */
export function checkSeams(): void {
  if (waiting.size > 0) throw new Error(`The console does not use ${[...waiting].join(', ')}`)
  if (unplanted.size > 0) throw new Error(`The bug ${name} lies in files that the console does not load`)
}
