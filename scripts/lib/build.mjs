import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { alone } from './lock.mjs'
import { cache, environment, inRoot, node } from './paths.mjs'
import { must, step } from './steps.mjs'

const inputs = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
const stamp = join(cache, 'build.hash')
const outputs = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']

function sources() {
  const files = readdirSync(inRoot('src'), { recursive: true, withFileTypes: true })
  return files
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .toSorted()
}

/** Changes whenever anything that the build reads does. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const file of [...inputs.map((name) => inRoot(name)), ...sources()]) {
    if (existsSync(file)) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const isBuilt = (now) =>
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === now &&
  outputs.every((file) => existsSync(inRoot(file)))

/** Builds main, preload and renderer into `out`, if their sources have changed since the last time. */
export async function ensureBuilt() {
  await alone('build', async () => {
    const now = fingerprint()
    if (isBuilt(now)) return
    const vite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const env = { ...environment(), NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' }
    await step('Building', () => must(node, [vite, 'build', '--logLevel', 'warn'], { env }))
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, now)
  })
}
