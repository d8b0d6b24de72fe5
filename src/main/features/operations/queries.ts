import type { Reader } from '../../store/reader.ts'

const TABLES = { refunds: 'refund', payouts: 'payout' } as const

/** How refunds and payouts stand in the mirror, by id; without those that it does not hold. */
function statuses(
  reader: Reader,
  wanted: { readonly refunds: readonly string[]; readonly payouts: readonly string[] },
): readonly (readonly [id: string, status: string])[] {
  return (['refunds', 'payouts'] as const).flatMap((which) =>
    reader
      .all<{ id: string; status: string }>(
        `SELECT id, status FROM ${TABLES[which]}
         WHERE status IS NOT NULL AND id IN (SELECT value FROM json_each(?))`,
        [JSON.stringify(wanted[which])],
      )
      .map(({ id, status }) => [id, status] as const),
  )
}

export const operationsQueries = { 'operations.statuses': statuses }
