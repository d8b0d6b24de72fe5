import { asCounterfoilError, type Failure } from '../../shared/errors.ts'
import { storeError } from '../store/database.ts'

/** Any error as it crosses from a worker to main; what SQLite says without naming a file is about `file`. */
export function failureOf(error: unknown, file: string): Failure {
  return asCounterfoilError(storeError(error, file)).failure
}
