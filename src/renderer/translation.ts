/**
 * What a feature's Chinese messages must hold: every key of the English ones, so that a missing one does not compile.
 * Chinese has no plural forms, so `_one` has no twin.
 */
export type Translation<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : Translation<T[K]>
}
