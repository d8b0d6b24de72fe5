import { paymentStatuses } from '../../../src/shared/features/payments/contract.ts'
import { balancesQueries } from '../../../src/main/features/balances/queries.ts'
import { overviewQueries } from '../../../src/main/features/overview/queries.ts'
import {
  listPayments,
  type PaymentListInput,
  summarizePayments,
} from '../../../src/main/features/payments/list.ts'
import { searchQueries } from '../../../src/main/features/search/queries.ts'
import type { Reader } from '../../../src/main/store/reader.ts'
import { type Line, timed } from './report.ts'

const below = { at: 50, good: 'below' } as const
/** What a list asks for at once. */
export const newest = {
  filter: {},
  sort: { column: 'created', direction: 'desc' },
  offset: 0,
  limit: 50,
} as const

/** Two years by day, as the Overview asks for them. */
export function twoYears(): Parameters<(typeof overviewQueries)['overview.figures']>[1] {
  const to = Math.floor(Date.now() / 86_400_000) * 86_400
  return { from: to - 730 * 86_400, to, currency: 'usd', interval: 'day', timeZone: 'Asia/Shanghai' }
}

/** A year ago in the evening: whole days, and most of one row by row. */
export function yearAgo(): Parameters<(typeof balancesQueries)['balances.at']>[1] {
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400
  return { at: midnight - 365 * 86_400 + 17 * 3600 + 2500 }
}

const CLUES = 41

/** What people type, another each time, so that no answer finds the blocks of the one before it unpacked. */
function clues(
  reader: Reader,
  total: number,
): readonly { readonly what: string; readonly texts: string[] }[] {
  const rows = Array.from({ length: CLUES }, (_, index) =>
    listPayments(reader, { ...newest, offset: Math.floor((total * index) / CLUES), limit: 1 }).rows.at(0),
  ).filter((row) => row !== undefined)
  const same = (text: string): string[] => Array.from({ length: CLUES }, () => text)
  return [
    { what: 'names', texts: rows.map(({ customerName }) => customerName ?? 'a') },
    {
      what: 'order numbers',
      texts: rows.map(({ description }) => /NT-\d+/.exec(description ?? '')?.[0] ?? 'NT-1'),
    },
    { what: 'amounts', texts: rows.map((_, index) => `${10 + index}.90`) },
    { what: 'four digits', texts: rows.map((_, index) => String(4242 + index * 91)) },
    { what: 'a common word', texts: same('order') },
    { what: 'one Chinese character', texts: same('茶') },
    { what: 'what there is not', texts: same('zzzzqq') },
  ]
}

/** Lists with every order and filter, jumps, searches and sums, each by its slowest but five in a hundred. */
export function measureReads(reader: Reader): readonly Line[] {
  const time = (what: string, input: Partial<PaymentListInput>): Line => ({
    what,
    ...timed(() => listPayments(reader, { ...newest, ...input })),
    bar: below,
  })
  const total = summarizePayments(reader, { filter: {} }).count
  const [sample] = listPayments(reader, { ...newest, offset: Math.floor(total / 3), limit: 1 }).rows
  const columns = ['created', 'amount', 'status', 'customer'] as const
  const sorts = columns.flatMap((column) =>
    (['asc', 'desc'] as const).map((direction) =>
      time(`first page by ${column} ${direction}`, { sort: { column, direction } }),
    ),
  )
  const statuses = paymentStatuses.map((status) =>
    time(`only ${status}, by amount`, {
      filter: { statuses: [status] },
      sort: { column: 'amount', direction: 'desc' },
    }),
  )
  const jumps = columns.map((column) =>
    time(`jump to the middle by ${column}`, {
      sort: { column, direction: 'desc' },
      offset: Math.floor(total / 2),
    }),
  )
  const words = ['order', 'tea', '茶', '张伟', '4242', 'gmail', 'zzzzqq']
  const searches = [
    time('search a name', { filter: { text: sample?.customerName ?? 'a' } }),
    time('search an id', { filter: { text: sample?.id ?? '' } }),
    ...words.map((text) => time(`search ${text}`, { filter: { text } })),
    ...clues(reader, total).map(({ what, texts }) => ({
      what: `half a clue in all types: ${what}`,
      ...timed(
        () => searchQueries['search.everything'](reader, { text: texts.shift() ?? '' }),
        texts.length - 1,
      ),
      bar: below,
    })),
    time('search a common word, by amount', {
      filter: { text: 'order' },
      sort: { column: 'amount', direction: 'desc' },
    }),
  ]
  return [
    ...sorts,
    ...statuses,
    ...jumps,
    time('one currency, an amount and a status', {
      filter: { currency: 'eur', amount: { min: 2000, max: 2100 }, statuses: ['succeeded'] },
    }),
    ...searches,
    {
      what: 'count and sums of all',
      ...timed(() => summarizePayments(reader, { filter: {} })),
      bar: below,
    },
    {
      what: 'count of a search',
      ...timed(() => summarizePayments(reader, { filter: { text: 'order' } })),
      bar: below,
    },
    {
      what: 'overview of two years by day',
      ...timed(() => overviewQueries['overview.figures'](reader, twoYears())),
      bar: { at: 100, good: 'below' },
    },
    {
      what: 'balance a year ago, in every currency',
      ...timed(() => balancesQueries['balances.at'](reader, yearAgo())),
      bar: { at: 100, good: 'below' },
    },
    {
      what: 'balance compared with its transactions',
      ...timed(() => balancesQueries['balances.reconciliation'](reader, {})),
      bar: { at: 100, good: 'below' },
    },
  ]
}

/** Milliseconds below which a difference is noise. */
const NOISE = 1

/**
 * How costs grew with the number of payments, by what they mostly are: logarithmic growth is the bar, and the slowest of
 * a few milliseconds tell more of the machine.
 */
export function growth(
  small: readonly Line[],
  large: readonly Line[],
  sizes: readonly [small: number, large: number],
): readonly Line[] {
  const logarithmic = Math.log(sizes[1]) / Math.log(sizes[0])
  const cost = ({ median, value }: Line): number => Math.max(median ?? value, NOISE)
  return large.flatMap((line) => {
    const { what } = line
    const before = small.find((one) => one.what === what)
    if (before === undefined) return []
    const ratio = cost(line) / cost(before)
    return [{ what: `growth: ${what}`, value: ratio, unit: '×', bar: { at: logarithmic, good: 'below' } }]
  })
}
