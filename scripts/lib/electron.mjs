import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, inRoot } from './paths.mjs'
import { capture, say, step } from './steps.mjs'

const folder = inRoot('node_modules', 'electron')
const refused = join(cache, 'electron-unavailable')
const version = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version

/** The real Electron's binary, if it is here. */
export function findElectron() {
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const binary = join(dist, readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

/** Asks the server of the downloads for a small file, for five seconds at most. @returns why not, or undefined */
async function unreachable() {
  const mirror =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/download/v'
  try {
    const answer = await fetch(`${mirror}${version()}/SHASUMS256.txt`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(5000),
    })
    return answer.ok ? undefined : `the server answered ${answer.status}`
  } catch (error) {
    return error.cause?.code ?? error.message
  }
}

function remember(reason) {
  mkdirSync(cache, { recursive: true })
  writeFileSync(refused, `${version()} ${reason}\n`)
  say(`  Electron cannot be downloaded here (${reason}); the console runs on the host, in Chromium.`)
  say('  This is remembered; `npm start -- --retry-electron` tries again.')
}

/** Forgets that the download failed. */
export const retryElectron = () => rmSync(refused, { force: true })

const download = () => capture(process.execPath, [join(folder, 'install.js')], { timeout: 600_000 })

/** The real Electron's binary, downloaded once if that is possible; undefined where it is not. */
export async function ensureElectron() {
  const found = findElectron()
  if (found !== undefined) return found
  if (existsSync(refused) && readFileSync(refused, 'utf8').startsWith(`${version()} `)) return undefined
  say('▸ Looking for Electron …')
  const reason = await unreachable()
  if (reason !== undefined) return remember(reason)
  const { code, output } = await step(`Downloading Electron ${version()} (about 110 MB)`, download)
  return code === 0 ? findElectron() : remember(output.trim().split('\n')[0])
}
