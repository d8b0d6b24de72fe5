/**
 * Electron's rules for what crosses from the preload to the page: values are copied, objects frozen, functions
 * replaced by stand-ins that copy their arguments and answers, and of an error only its message is kept.
 */
type Callable = (...args: unknown[]) => unknown

const maximumDepth = 1000

const isCallable = (value: unknown): value is Callable => typeof value === 'function'

function copyError(error: unknown): unknown {
  return error instanceof Error ? new Error(error.message) : across(error)
}

function copyFunction(original: Callable): Callable {
  return (...args: unknown[]) => {
    const passed = args.map((argument) => across(argument))
    let answer: unknown
    try {
      answer = original(...passed)
    } catch (error) {
      throw copyError(error)
    }
    return across(answer)
  }
}

function copyPlain(value: object, depth: number, seen: Map<object, unknown>): unknown {
  const copy: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {}
  seen.set(value, copy)
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(copy, key, { value: across(item, depth + 1, seen), enumerable: true })
  }
  return Object.freeze(copy)
}

/**
 * A copy of `value` as Electron's context bridge makes it.
 * @throws TypeError for symbols and for objects nested more than 1000 deep
 */
export function across(value: unknown, depth = 0, seen = new Map<object, unknown>()): unknown {
  if (depth > maximumDepth)
    throw new TypeError(
      'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
    )
  if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.')
  if (isCallable(value)) return copyFunction(value)
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value)) return seen.get(value)
  if (value instanceof Promise) {
    return value.then(
      (answer: unknown) => across(answer),
      (error: unknown) => {
        throw copyError(error)
      },
    )
  }
  if (value instanceof Error) return copyError(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value) || prototype === Object.prototype || prototype === null)
    return copyPlain(value, depth, seen)
  if (value instanceof Node || value instanceof Blob) return value
  return structuredClone(value)
}
