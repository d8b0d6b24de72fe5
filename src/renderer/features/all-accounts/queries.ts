import { queryOptions, useQueries, useQueryClient } from '@tanstack/react-query'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { AccountStanding, StandingPeriod } from '../../../shared/features/all-accounts/contract.ts'
import type { Failure } from '../../../shared/errors.ts'
import type { AccountId } from '../../../shared/ids.ts'
import { api } from '../../lib/api.ts'
import { daysOfPreset, rangeOfDays, today } from '../../lib/period.ts'
import { keys } from '../../lib/query-keys.ts'
import { useTimeZone } from '../../lib/session.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { useNow } from '../../ui/now.ts'

/** The answer of one account, or why there is none, or neither yet: accounts never wait for one another. */
export interface Answer<Value> {
  readonly account: AccountProfile
  readonly value: Value | undefined
  readonly failure: Failure | null
  readonly retry: () => void
}

interface Asked<Value> {
  readonly data: Value | undefined
  readonly error: Error | null
}

function useAnswers<Value>(
  accounts: readonly AccountProfile[],
  asked: readonly Asked<Value>[],
): readonly Answer<Value>[] {
  const client = useQueryClient()
  return accounts.flatMap((account, at) => {
    const query = asked[at]
    if (query === undefined) return []
    const { data, error } = query
    return [
      {
        account,
        value: error === null ? data : undefined,
        failure: error === null ? null : failureOf(error),
        // What stands in the way of one question stands in the way of all of this account's.
        retry: () =>
          void client.refetchQueries({
            type: 'active',
            predicate: ({ queryKey: [, of], state }) => of === account.id && state.status === 'error',
          }),
      },
    ]
  })
}

/** Periods as half-open seconds in the operator's calendar. */
function periodsIn(timeZone: string) {
  const now = today(timeZone)
  const span = (period: StandingPeriod) => {
    const { gte, lt } = rangeOfDays(daysOfPreset(period, now), timeZone)
    return { from: gte, to: lt }
  }
  return { today: span('today'), last7: span('last7'), last30: span('last30') }
}

const standingQuery = (account: AccountId, timeZone: string, periods: ReturnType<typeof periodsIn>) =>
  queryOptions({
    queryKey: keys.of('allAccounts', account, 'standing', timeZone, periods),
    queryFn: async () => await api.allAccounts.standing({ account, timeZone, periods }),
    placeholderData: (before: AccountStanding | undefined) => before,
  })

export function useStandings(accounts: readonly AccountProfile[]): readonly Answer<AccountStanding>[] {
  const timeZone = useTimeZone()
  // So that the days move on at midnight.
  useNow()
  const periods = periodsIn(timeZone)
  return useAnswers(
    accounts,
    useQueries({ queries: accounts.map(({ id }) => standingQuery(id, timeZone, periods)) }),
  )
}

const NEWEST = { column: 'created', direction: 'desc' } as const

/** The newest `count` payments of each account. */
export function useNewest(accounts: readonly AccountProfile[], count: number) {
  return useAnswers(
    accounts,
    useQueries({
      queries: accounts.map(({ id }) => ({
        queryKey: keys.of('payments', id, 'list', {}, NEWEST, 'newest', count),
        queryFn: async () =>
          await api.payments.list({ account: id, filter: {}, sort: NEWEST, offset: 0, limit: count }),
        placeholderData: (before: Awaited<ReturnType<typeof api.payments.list>> | undefined) => before,
      })),
    }),
  )
}

/** What half a clue finds in each account. */
export function useFoundEverywhere(accounts: readonly AccountProfile[], clue: string) {
  return useAnswers(
    accounts,
    useQueries({
      queries: accounts.map(({ id }) => ({
        queryKey: keys.of('search', id, 'everything', clue),
        queryFn: async () => await api.search.everything({ account: id, text: clue }),
      })),
    }),
  )
}
