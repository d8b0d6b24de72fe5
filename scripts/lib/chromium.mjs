import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { must, SetupError, step } from './steps.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macPlaces = ['Google Chrome', 'Chromium'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
const windowsPlaces = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
  .map((name) => process.env[name])
  .filter(Boolean)
  .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'))

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

/** A Chromium of this machine: `CHROMIUM_PATH`, or one on the path or in its usual place. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new SetupError(`CHROMIUM_PATH is ${chosen}, where there is no file.`)
  }
  return names.map(onPath).find(Boolean) ?? [...macPlaces, ...windowsPlaces].find((file) => existsSync(file))
}

async function installFromDebian() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  let last = ''
  const onOutput = (chunk) => {
    last = chunk.trimEnd().split('\n').at(-1)?.slice(0, 100) ?? last
  }
  const packages = ['chromium', 'fonts-wqy-microhei']
  await step(
    'Updating the list of Debian packages',
    () => must('apt-get', ['update'], { env, onOutput }),
    () => last,
  )
  const args = ['install', '-y', '--no-install-recommends', ...packages]
  await step(
    `Installing ${packages.join(' and ')} from Debian`,
    () => must('apt-get', args, { env, onOutput }),
    () => last,
  )
}

/**
 * What to do where no Chromium was found.
 * @returns `apt` on Debian and its children as root, else `ask`: installing is left to the person
 */
export function wayToChromium({ platform, root, apt }) {
  return platform === 'linux' && root && apt ? 'apt' : 'ask'
}

/** A Chromium, installed first where that is possible. @throws SetupError saying what to install */
export async function ensureChromium() {
  const found = findChromium()
  if (found !== undefined) return found
  const way = wayToChromium({
    platform: process.platform,
    root: process.getuid?.() === 0,
    apt: existsSync('/usr/bin/apt-get'),
  })
  if (way === 'apt') await installFromDebian()
  const installed = findChromium()
  if (installed !== undefined) return installed
  throw new SetupError(
    'No Chromium was found. Install Chromium or Google Chrome, or set CHROMIUM_PATH to one, and run this again.',
  )
}
