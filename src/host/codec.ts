/**
 * What crosses the process border does so as Electron's IPC would carry it: by structured clone.
 * `structuredClone` decides what may pass and what it becomes; devalue only writes the result down as text.
 */
import { parse, stringify } from 'devalue'

const errorClasses = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
type ErrorName = keyof typeof errorClasses
type ErrorParts = readonly [name: string, message: string, stack: string | undefined, cause: unknown]

const isErrorName = (name: string): name is ErrorName => Object.hasOwn(errorClasses, name)

const takeApart = (value: unknown): ErrorParts | false =>
  value instanceof Error && [value.name, value.message, value.stack, value.cause]

function putTogether([name, message, stack, cause]: ErrorParts): Error {
  const ErrorClass = isErrorName(name) ? errorClasses[name] : Error
  const error = cause === undefined ? new ErrorClass(message) : new ErrorClass(message, { cause })
  if (stack !== undefined) error.stack = stack
  return error
}

/**
 * Writes any structured-cloneable value as text.
 * @throws DataCloneError for functions, symbols and whatever else cannot be cloned
 */
export function encode(value: unknown): string {
  const clone: unknown = structuredClone(value)
  try {
    return stringify(clone, { HostError: takeApart })
  } catch (error) {
    throw new DOMException(`${String(error)} (an object could not be cloned)`, 'DataCloneError')
  }
}

/** The value that {@link encode} wrote. */
export function decode(text: string): unknown {
  return parse(text, { HostError: putTogether })
}

/** {@link decode} for argument lists. */
export function decodeList(text: string): unknown[] {
  const value = decode(text)
  if (!Array.isArray(value)) throw new TypeError('an argument list was expected')
  return value
}
