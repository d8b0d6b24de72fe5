import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findChromium, wayToChromium } from './chromium.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-path-'))
  vi.stubEnv('CHROMIUM_PATH', '')
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function place(name) {
  const file = join(folder, name)
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

it('installs with apt only on Linux, as root, where apt is', () => {
  expect(wayToChromium({ platform: 'linux', root: true, apt: true })).toBe('apt')
  expect(wayToChromium({ platform: 'linux', root: false, apt: true })).toBe('ask')
  expect(wayToChromium({ platform: 'linux', root: true, apt: false })).toBe('ask')
  expect(wayToChromium({ platform: 'darwin', root: true, apt: true })).toBe('ask')
})

it.runIf(process.platform === 'linux')('finds a browser on the path, Chromium before Chrome', () => {
  expect(findChromium()).toBeUndefined()
  const chrome = place('google-chrome')
  expect(findChromium()).toBe(chrome)
  const chromium = place('chromium')
  expect(findChromium()).toBe(chromium)
})

it('takes the browser that was chosen, and says so when it is not there', () => {
  const chosen = place('my-browser')
  vi.stubEnv('CHROMIUM_PATH', chosen)
  expect(findChromium()).toBe(chosen)
  vi.stubEnv('CHROMIUM_PATH', join(folder, 'gone'))
  expect(() => findChromium()).toThrow(/CHROMIUM_PATH is .*gone, where there is no file/)
})
