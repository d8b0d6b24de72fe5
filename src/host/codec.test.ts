import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, decodeList, encode } from './codec.ts'

describe('codec', () => {
  it('gives for any value what structured clone gives', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withBoxedValues: false,
    })
    fc.assert(
      fc.property(anything, (value) => {
        fc.pre(!hasProtoKey(value))
        expect(decode(encode(value))).toEqual(structuredClone(value))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    new TypeError('no'),
    new RangeError('far', { cause: new Date(1) }),
    Object.assign(new Error('own'), { name: 'Own' }),
  ])('keeps of %s what structured clone keeps', (error) => {
    const copy = decode(encode(error))
    const clone = structuredClone(error)
    expect(copy).toBeInstanceOf(clone.constructor)
    expect(copy).toMatchObject({ name: clone.name, message: clone.message, stack: clone.stack })
    expect(copy instanceof Error && copy.cause).toEqual(clone.cause)
  })

  it.each([
    [() => 1],
    [Symbol('x')],
    [{ deep: [() => 1] }],
    [new Map([[1, Symbol('y')]])],
    [Promise.resolve()],
  ])('refuses %s', (value) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }))
  })

  it('reads argument lists only as lists', () => {
    expect(decodeList(encode([1, undefined]))).toEqual([1, undefined])
    expect(() => decodeList(encode({ 0: 1 }))).toThrow('an argument list was expected')
  })
})

/** devalue refuses such keys outright, for the reader's safety. */
function hasProtoKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const inside =
    value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value)
  return Object.hasOwn(value, '__proto__') || inside.some(hasProtoKey)
}
