import type { BulkProblem } from '../../shared/features/bulk-refunds/contract.ts'

/** What is wrong with a line; an error unless said otherwise. */
export function problem(
  line: number,
  code: BulkProblem['code'],
  details: Partial<Omit<BulkProblem, 'line' | 'code'>> = {},
): BulkProblem {
  return { line, code, severity: 'error', column: null, value: '', params: {}, ...details }
}
