import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { storeError } from '../store/database.ts'

/** Any error as it crosses from a worker to main. */
export function failureOf(error: unknown, folder: string): Failure {
  const known = storeError(error, folder)
  return known instanceof CounterfoilError ? known.failure : mapStripeError(known).failure
}
