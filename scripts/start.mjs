/**
 * Opens the console: in Electron where its binary is, else on the host in a Chromium.
 *
 *     npm start -- [--demo] [--headless] [--user-data-dir=DIR] [--remote-debugging-port=N] [--api-base=URL] [--lang=en|zh-CN]
 */
import { existsSync } from 'node:fs'
import { ensureBuilt } from './lib/build.mjs'
import { ensureChromium } from './lib/chromium.mjs'
import { debuggingPort, withDebuggingPort } from './lib/debugging-port.mjs'
import { ensureElectron, retryElectron } from './lib/electron.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { environment, inRoot, node, root, workingDirectory } from './lib/paths.mjs'
import { hand, main, say } from './lib/steps.mjs'

const linux = process.platform === 'linux'
const hasDisplay = !linux || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
const virtualDisplay = ['/usr/bin/xvfb-run'].find((file) => existsSync(file))

/** Headless, the console can only be reached through its debugging port, so it gets one and we say which. */
async function reachable(given) {
  const { args, port, free } = await withDebuggingPort(given)
  say(
    free
      ? `▸ The console's page can be reached with any DevTools client at http://127.0.0.1:${port}`
      : `▸ Port ${port} is taken or not allowed: the console's page cannot be reached there. Choose another port.`,
  )
  return args
}

function onElectron(binary, args, headless) {
  const asRoot = linux && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const program = [binary, ...asRoot, root, ...args]
  const [command, ...rest] = headless && linux ? [virtualDisplay, '-a', ...program] : program
  return hand(command, rest, { cwd: workingDirectory })
}

async function start(given) {
  if (given.includes('--retry-electron')) retryElectron()
  let args = given.filter((argument) => argument !== '--retry-electron')
  debuggingPort(args)
  await ensureInstalled()
  await ensureBuilt()
  if (!hasDisplay) say('▸ There is no display: running headless.')
  const headless = !hasDisplay || args.includes('--headless')
  // Electron has no mode without a display: then it needs a virtual one, or the host takes its place
  const electron = headless && linux && virtualDisplay === undefined ? undefined : await ensureElectron()
  const chromium = electron === undefined ? await ensureChromium() : undefined
  if (headless && !args.includes('--headless')) args = [...args, '--headless']
  if (headless) args = await reachable(args)
  if (electron !== undefined) return onElectron(electron, args, headless)
  const env = { ...environment(), CHROMIUM_PATH: chromium }
  return hand(node, [inRoot('src', 'host', 'run.ts'), root, ...args], { env, cwd: workingDirectory })
}

await main(start)
