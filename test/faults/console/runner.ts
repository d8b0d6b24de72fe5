import { OperationsRunner as ProductRunner } from '../../../src/main/operations/runner.ts'
import { reached } from './points.ts'

/** Pauses are this many times shorter than the product's, which count in seconds. */
const HASTE = 50

/** The product's runner, in a hurry, with its own checkpoints as points to die at. */
export class OperationsRunner extends ProductRunner {
  constructor(options: ConstructorParameters<typeof ProductRunner>[0]) {
    super({
      ...options,
      retryAfter: options.retryAfter / HASTE,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / HASTE)),
      checkpoint: reached,
    })
  }
}
