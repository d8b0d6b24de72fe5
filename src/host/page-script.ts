import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { PageOptions } from './page/page.ts'

let bundled: Promise<string> | undefined

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL('page/page.ts', import.meta.url))
  const build = await rolldown({ input, logLevel: 'silent' })
  const { output } = await build.generate({ format: 'iife', name: 'host' })
  await build.close()
  return output[0].code
}

export interface PageScript {
  readonly binding: string
  readonly receiver: string
  readonly source: string
}

/** The script that a page runs first: the host's page side, with `preload` (source text) wrapped in a function. */
export async function pageScript(preload: string, processInfo: object): Promise<PageScript> {
  bundled ??= bundle()
  const code = await bundled
  const binding = `host_${randomUUID().replaceAll('-', '')}`
  const options: PageOptions = { binding, receiver: randomUUID(), process: processInfo }
  const source = `(() => {\n${code}\nhost.start(${JSON.stringify(options)}, function (require, module, exports, process) {\n${preload}\n})\n})()`
  return { binding, receiver: options.receiver, source }
}
