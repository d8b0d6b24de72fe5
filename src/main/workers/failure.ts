import { asCounterfoilError, type Failure } from '../../shared/errors.ts'
import { storeError } from '../store/database.ts'

/** Any error as it crosses from a worker to main. */
export function failureOf(error: unknown, folder: string): Failure {
  return asCounterfoilError(storeError(error, folder)).failure
}
