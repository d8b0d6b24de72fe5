import { existsSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { env, platform } from 'node:process'

interface Manifest {
  readonly name: string
  readonly version: string
}

const state = { appPath: process.cwd(), manifest: { name: 'Electron', version: '0.0.0' } }
const overrides = new Map<string, string>()

const textOf = (json: object, key: string): string | undefined => {
  const value: unknown = Reflect.get(json, key)
  return typeof value === 'string' ? value : undefined
}

function readManifest(file: string): Manifest {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof json !== 'object' || json === null) return state.manifest
  const name = textOf(json, 'productName') ?? textOf(json, 'name') ?? state.manifest.name
  return { name, version: textOf(json, 'version') ?? state.manifest.version }
}

/** Takes the app's folder, name and version from where it is started, as Electron does. @returns its main file */
export function useApp(entry: string): string {
  const full = resolve(entry)
  const file = join(full, 'package.json')
  if (!existsSync(file)) {
    state.appPath = dirname(full)
    return full
  }
  state.appPath = full
  state.manifest = readManifest(file)
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const main = typeof json === 'object' && json !== null ? textOf(json, 'main') : undefined
  return join(full, main ?? 'index.js')
}

function appData(): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (platform === 'win32') return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
  return env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
}

const standard: Readonly<Record<string, () => string>> = {
  home: homedir,
  appData,
  userData: () => join(getPath('appData'), state.manifest.name),
  sessionData: () => getPath('userData'),
  logs: () => join(getPath('userData'), 'logs'),
  temp: tmpdir,
  exe: () => process.execPath,
  module: () => process.execPath,
  desktop: () => join(homedir(), 'Desktop'),
  documents: () => join(homedir(), 'Documents'),
  downloads: () => join(homedir(), 'Downloads'),
}

/** @throws when Electron knows no such path either */
export function getPath(name: string): string {
  const path = overrides.get(name) ?? standard[name]?.()
  if (path === undefined) throw new Error(`Failed to get '${name}' path`)
  return path
}

/** @throws when the path is not absolute */
export function setPath(name: string, path: string): void {
  if (standard[name] === undefined) throw new Error(`Failed to set path: '${name}' is unknown`)
  if (!isAbsolute(path)) throw new Error('Path must be absolute')
  overrides.set(name, path)
}

export const getAppPath = (): string => state.appPath
export const getName = (): string => state.manifest.name
export const getVersion = (): string => state.manifest.version
export const setName = (name: string): void => {
  state.manifest = { ...state.manifest, name }
}
