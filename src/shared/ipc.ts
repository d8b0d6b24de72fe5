import { z } from 'zod'
import { type Failure, failureSchema } from './errors.ts'

/** One call from the renderer to main: both directions are parsed. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
}

export type Contract = Readonly<Record<string, Readonly<Record<string, Method>>>>

/** What a caller passes, before defaults are filled in. */
export type InputOf<M> = M extends Method<infer I> ? z.input<I> : never
/** What a handler receives, parsed. */
export type ParsedInputOf<M> = M extends Method<infer I> ? z.output<I> : never
export type OutputOf<M> = M extends Method<z.ZodType, infer O> ? z.output<O> : never

/** The answer to a call: a value or a failure, never a thrown string. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }
export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: failureSchema }),
])

/** The functions that the preload gives to the page, by feature. */
export type Api<C extends Contract> = {
  readonly [F in keyof C]: {
    readonly [M in keyof C[F]]: (input: InputOf<C[F][M]>) => Promise<Answer<OutputOf<C[F][M]>>>
  }
}

/** The functions that main answers with, by feature. */
export type FeatureHandlers<F extends Readonly<Record<string, Method>>> = {
  readonly [M in keyof F]: (input: ParsedInputOf<F[M]>) => OutputOf<F[M]> | Promise<OutputOf<F[M]>>
}
export type Handlers<C extends Contract> = { readonly [F in keyof C]: FeatureHandlers<C[F]> }

export const nothing = z.object({}).strict().readonly()
