import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const windows = process.platform === 'win32'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const inRoot = (...parts) => join(root, ...parts)
/** Where the command was given: paths among its arguments are meant from there. */
export const workingDirectory = process.env.INIT_CWD ?? process.cwd()
export const cache = inRoot('.cache')

/** The project's own Node 24, whatever Node runs this script. */
export const node = inRoot('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
export const hasNode = () => existsSync(node)

/**
 * The environment in which every child finds the project's Node and tools first. Its threads share two arenas: with one
 * for each thread, glibc keeps what every one of them has freed, which Electron's allocator does not.
 */
export function environment() {
  const folders = [
    inRoot('node_modules', 'node', 'bin'),
    inRoot('node_modules', '.bin'),
    process.env.PATH ?? '',
  ]
  return { MALLOC_ARENA_MAX: '2', ...process.env, PATH: folders.join(delimiter) }
}
