import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountMode } from '../../../shared/features/accounts/contract.ts'
import type { ModeGroup } from '../../lib/account-order.ts'
import { useOpenFound } from '../../objects/open-found.ts'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { useSwitchAccount } from '../../objects/switch-account.ts'
import { Button } from '../../ui/button.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useAccountNames } from './account-names.ts'
import { type AccountPayment, newestOf } from './newest.ts'
import { useNewest } from './queries.ts'

const PAGE = 50
/** Beyond this an account's own list is the place to look. */
const MOST = 500

interface Props {
  readonly groups: readonly ModeGroup[]
  /** Whose payments are asked for; otherwise the first mode's. */
  readonly mode: AccountMode | undefined
  readonly onMode: (mode: AccountMode) => void
}

/** The newest payments of all accounts of one mode, one after another; never real ones among others. */
export function NewestPayments({ groups, mode, onMode }: Props) {
  const { t } = useTranslation(['all-accounts', 'objects'])
  const group = groups.find((each) => each.mode === mode) ?? groups[0]
  if (group === undefined) return null
  return (
    <Section
      title={t('all-accounts:newest')}
      aside={
        groups.length > 1 && (
          <Segmented
            label={t('all-accounts:newestOf')}
            value={group.mode}
            onChange={onMode}
            options={groups.map((each) => ({ value: each.mode, label: t(`objects:mode.${each.mode}`) }))}
          />
        )
      }
    >
      <Newest key={group.mode} group={group} />
    </Section>
  )
}

function Newest({ group }: { readonly group: ModeGroup }) {
  const { t } = useTranslation('all-accounts')
  const namesOf = useAccountNames()
  const [count, setCount] = useState(PAGE)
  const answers = useNewest(group.accounts, count)
  const payments = newestOf(
    answers.flatMap(({ account, value }) => (value === undefined ? [] : [{ account, rows: value.rows }])),
    count,
  )
  const missing = answers.filter(({ failure }) => failure !== null).map(({ account }) => account)
  const waiting = answers.filter(({ value, failure }) => value === undefined && failure === null).length
  const isFull = payments.length === count
  return (
    <>
      {missing.length > 0 && (
        <p className="pb-2 text-small text-failed">{t('leftOut', { names: namesOf(missing) })}</p>
      )}
      {payments.length > 0 && <PaymentsTable payments={payments} />}
      {payments.length === 0 && waiting === 0 && <p className="text-ink-2">{t('noPayments')}</p>}
      {waiting > 0 && <SkeletonLines count={3} />}
      {isFull && (
        <div className="pt-3 text-center">
          {count < MOST ? (
            <Button onClick={() => setCount(Math.min(MOST, count + PAGE))}>{t('more')}</Button>
          ) : (
            <p className="text-ink-2">{t('noMore', { count: MOST })}</p>
          )}
        </div>
      )}
    </>
  )
}

function PaymentsTable({ payments }: { readonly payments: readonly AccountPayment[] }) {
  const { t } = useTranslation('all-accounts')
  const show = useSwitchAccount()
  const openFound = useOpenFound()
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">{t('newest')}</caption>
      <thead>
        <tr className="border-b border-line text-label text-ink-2">
          <th scope="col" className="w-36 py-1.5 pr-4 text-right font-normal">
            {t('amount')}
          </th>
          <th scope="col" className="w-44 py-1.5 pr-4 text-left font-normal">
            {t('status')}
          </th>
          <th scope="col" className="py-1.5 pr-4 text-left font-normal">
            {t('account')}
          </th>
          <th scope="col" className="py-1.5 pr-4 text-left font-normal">
            {t('customer')}
          </th>
          <th scope="col" className="w-36 py-1.5 text-right font-normal">
            {t('date')}
          </th>
        </tr>
      </thead>
      <tbody>
        {payments.map(({ account, payment }) => {
          const open = (): void =>
            void show(account.id, () => openFound({ type: 'payment_intents', id: payment.id }))
          return (
            <tr
              key={`${account.id} ${payment.id}`}
              data-payment={payment.id}
              className="h-8 border-b border-line last:border-0 hover:bg-hover"
              onClick={open}
            >
              <td className="pr-4 text-right">
                <button
                  type="button"
                  className="font-medium"
                  onClick={(event) => {
                    event.stopPropagation()
                    open()
                  }}
                >
                  <Money value={payment.amount} />
                </button>
              </td>
              <td className="truncate pr-4">
                <PaymentStatus status={payment.status} rawStatus={payment.rawStatus} />
              </td>
              <td className="truncate pr-4">{account.name}</td>
              <td className="truncate pr-4 text-ink-2">{payment.customerName ?? payment.customerEmail}</td>
              <td className="text-right text-ink-2">
                <Time at={payment.created} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
