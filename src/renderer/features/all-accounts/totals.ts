import {
  type AccountStanding,
  type Attention,
  type CurrencyStanding,
  type Volume,
  attentionSchema,
} from '../../../shared/features/all-accounts/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { type ToldMoney, sumOf } from '../../../shared/money.ts'

/** What accounts of one mode hold and took together, a currency each; currencies are never added to one another. */
export function totalsOf(standings: readonly AccountStanding[]): readonly CurrencyStanding[] {
  const totals = new Map<string, CurrencyStanding>()
  for (const standing of standings.flatMap(({ currencies }) => currencies)) {
    const before = totals.get(standing.currency)
    totals.set(standing.currency, before === undefined ? standing : together(before, standing))
  }
  return [...totals.values()]
}

function together(a: CurrencyStanding, b: CurrencyStanding): CurrencyStanding {
  return {
    currency: a.currency,
    balance: balanceTogether(a.balance, b.balance),
    volumes: {
      today: volumeTogether(a.volumes.today, b.volumes.today),
      last7: volumeTogether(a.volumes.last7, b.volumes.last7),
      last30: volumeTogether(a.volumes.last30, b.volumes.last30),
    },
  }
}

type Balance = CurrencyStanding['balance']

function balanceTogether(a: Balance, b: Balance): Balance {
  if (a === null || b === null) return a ?? b
  return { available: sumOf(a.available, b.available), pending: sumOf(a.pending, b.pending) }
}

function volumeTogether(a: Volume, b: Volume): Volume {
  return {
    gross: sumOf(a.gross, b.gross),
    refunds: sumOf(a.refunds, b.refunds),
    net: netTogether(a.net, b.net),
  }
}

/** Where one part cannot be stated, neither can the whole. */
function netTogether(a: ToldMoney | null, b: ToldMoney | null): ToldMoney | null {
  return a === null || b === null ? null : sumOf(a, b)
}

/** How many things wait in all of them. */
export function attentionTogether(standings: readonly AccountStanding[]): Attention {
  const sum = (kind: keyof Attention): number =>
    standings.reduce((total, { attention }) => total + attention[kind], 0)
  return attentionSchema.parse(
    Object.fromEntries(
      attentionSchema
        .unwrap()
        .keyof()
        .options.map((kind) => [kind, sum(kind)]),
    ),
  )
}

/** As old as the oldest, and complete only where all are. */
export function oldestOf(standings: readonly AccountStanding[]): Freshness {
  const times = standings.map(({ freshness }) => freshness.asOf)
  return {
    asOf: times.reduce<number | null>(
      (oldest, time) => (oldest === null || time === null ? null : Math.min(oldest, time)),
      times.length === 0 ? null : Number.MAX_SAFE_INTEGER,
    ),
    complete: standings.every(({ freshness }) => freshness.complete),
  }
}
