import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { hasNode, inRoot, node } from './paths.mjs'
import { must, say, SetupError, step } from './steps.mjs'

const modules = inRoot('node_modules')
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** What the lockfile wants, path → version. Packages for other systems may be absent. */
function wanted() {
  const { packages } = readJson(inRoot('package-lock.json'))
  return Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.optional && !entry.peer)
}

/** Does `node_modules` hold what the lockfile says? npm writes down there what it has installed. */
export function matches() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const { packages } = readJson(record)
  return wanted().every(([path, entry]) => packages[path]?.version === entry.version)
}

function installed(paths) {
  return paths.filter(([path]) => existsSync(inRoot(path, 'package.json'))).length
}

async function installPackages() {
  const all = wanted()
  const progress = () => `${installed(all)} of ${all.length} packages`
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const work = () =>
    npm === undefined || !/npm-cli\.[cm]?js$/.test(npm)
      ? must(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' })
      : must(process.execPath, [npm, ...args])
  await step(`Installing ${all.length} packages`, work, progress)
}

/** npm may have been told, or have decided, to run no install scripts; this one we cannot do without. */
async function placeNode() {
  const script = inRoot('node_modules', 'node', 'installArchSpecificPackage.js')
  await step('Installing Node 24', () =>
    must(process.execPath, [script], { cwd: inRoot('node_modules', 'node') }),
  )
  if (!hasNode())
    throw new SetupError(`Node 24 was not placed at ${node}. Delete node_modules and try again.`)
}

/** Brings `node_modules` to what the lockfile says. Without network when there is nothing to do. */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(`Node 20 or newer is needed; this is ${process.versions.node}.`)
  }
  if (matches() && hasNode()) return
  await alone('install', async () => {
    if (!matches()) await installPackages()
    if (!hasNode()) await placeNode()
  })
  if (!matches()) say('  npm installed something else than the lockfile says; `npm ci` shows what')
}
