import { existsSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import Store from 'electron-store'
import type { z } from 'zod'

export interface JsonFile<T> {
  readonly read: () => T
  /** Writes the whole value atomically. */
  readonly write: (value: T) => void
}

interface JsonFileOptions<T> {
  readonly folder: string
  /** Without `.json`. */
  readonly name: string
  readonly schema: z.ZodType<T>
  readonly initial: T
  /** Told when the file could not be understood and where it was put. */
  readonly onDamaged: (file: string, aside: string) => void
}

/** A small file of settings, parsed when read. What cannot be understood is set aside, never dropped. */
export function jsonFile<T>(options: JsonFileOptions<T>): JsonFile<T> {
  const { folder, name, schema, initial } = options
  const file = join(folder, `${name}.json`)
  const open = (): Store<{ value: unknown }> =>
    new Store<{ value: unknown }>({ cwd: folder, name, clearInvalidConfig: false })
  const load = (): T | null => {
    if (!existsSync(file)) return null
    try {
      return schema.parse(open().get('value'))
    } catch {
      const aside = join(folder, `${name}.damaged-${Date.now()}.json`)
      renameSync(file, aside)
      options.onDamaged(basename(file), basename(aside))
      return null
    }
  }
  let value = load() ?? initial
  const store = open()
  return {
    read: () => value,
    write: (next) => {
      store.set('value', next)
      value = next
    },
  }
}
