/**
 * Runs the built program on Node and a system Chromium, where no Electron binary can be had.
 *
 *     electron-vite build && node src/host/run.ts . [--headless] [--remote-debugging-port=9333] [switches of the program]
 *
 * The first argument is what Electron would be given: a folder with a package.json, or the main file. Without a
 * display it runs headless. With `--remote-debugging-port` any other DevTools client sees the program's pages.
 */
import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readSwitches } from './electron/command-line.ts'
import { listenToStarter } from './electron/control.ts'
import { useApp } from './electron/paths.ts'

const standIn = new URL('electron/index.ts', import.meta.url).href
const electronNames = new Set(['electron', 'electron/main', 'electron/common'])

function electronVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('electron/package.json'), 'utf8'),
  )
  const version: unknown =
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined
  return String(version)
}

/** Makes the process look as Electron's main process does to the libraries that ask. */
function dressProcess(entry: string, args: readonly string[]): void {
  const versions = { ...process.versions, electron: electronVersion() }
  Object.defineProperty(process, 'versions', { value: Object.freeze(versions) })
  Object.defineProperty(process, 'type', { value: 'browser' })
  Object.defineProperty(process, 'defaultApp', { value: true })
  Object.defineProperty(process, 'resourcesPath', { value: join(entry, 'resources') })
  process.argv = [process.execPath, entry, ...args]
}

const [entry, ...args] = process.argv.slice(2)
if (entry === undefined) {
  console.error('usage: node src/host/run.ts APP [switches]')
  process.exit(2)
}
registerHooks({
  resolve: (specifier, context, next) =>
    electronNames.has(specifier) ? { url: standIn, shortCircuit: true } : next(specifier, context),
})
const main = useApp(entry)
dressProcess(entry, args)
readSwitches(args)
listenToStarter()
const { app, becomeReady } = await import('./electron/app.ts')
let signalled = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // in order the first time; whoever asks twice does not want to wait
    if (signalled) app.exit(1)
    signalled = true
    app.quit()
  })
}
await import(pathToFileURL(main).href)
becomeReady()
