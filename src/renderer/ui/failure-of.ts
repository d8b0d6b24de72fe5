import { CounterfoilError, type Failure } from '../../shared/errors.ts'

/** Any thrown value as a failure that can be shown; what is not ours is a defect of the program and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CounterfoilError) return error.failure
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, params: {}, field: null, stripe: null }
}
