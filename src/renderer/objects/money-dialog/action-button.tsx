import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { knownMoney, type ToldMoney } from '../../../shared/money.ts'
import { useAccount, useActionObstacle } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import type { MoneyMode } from './money-dialog.tsx'

interface Props {
  readonly label: string
  readonly icon?: ReactNode
  readonly look?: 'primary' | 'plain'
  /** Why this object cannot be acted on, in words; null where it can. */
  readonly obstacle?: string | null
  /** The money it moves, as the mirror has it: nothing can be moved of which the amount or the currency is not known. */
  readonly moves?: ToldMoney
  /** The permission a restricted key needs, as Stripe names it: `rak_payout_write`. */
  readonly permission: RegExp
  /** Whether it can be prepared here where it cannot be sent: as a draft offline, as a proposal without the permission. */
  readonly preparable?: boolean
  readonly dialog: (close: () => void, mode: MoneyMode) => ReactNode
}

/** Opens a dialog that moves money. Where that is impossible it says why, and offers to prepare it if it can. */
export function ActionButton(props: Props) {
  const { label, icon, look = 'plain', moves, permission, preparable = false, dialog } = props
  const { t } = useTranslation('money')
  const account = useAccount()
  const session = useActionObstacle()
  // How it was opened holds until it is closed: a connection that breaks meanwhile must not replace what was typed.
  const [open, setOpen] = useState<MoneyMode | null>(null)
  const missing = account.missingPermissions.find((name) => permission.test(name))
  const unknown = moves !== undefined && knownMoney(moves) === null
  const obstacle = props.obstacle ?? (unknown ? t('cannot.moneyUnknown') : null)
  const text =
    session !== null
      ? t(`cannot.${session}`)
      : (obstacle ?? (missing === undefined ? null : t('cannot.permission', { permission: missing })))
  const preparation =
    session === 'offline' ? 'draft' : session === null && missing !== undefined ? 'propose' : null
  const prepared = preparable && obstacle === null ? preparation : null
  return (
    <div className="space-y-1">
      <div className="flex gap-2">
        <Button look={look} icon={icon} obstacle={text} onClick={() => setOpen('send')}>
          {label}
        </Button>
        {prepared !== null && (
          <Button onClick={() => setOpen(prepared)}>
            {t(prepared === 'draft' ? 'prepareDraft' : 'prepareProposal', { action: label })}
          </Button>
        )}
      </div>
      {text !== null && <p className="max-w-72 text-small text-ink-2">{text}</p>}
      {open !== null && dialog(() => setOpen(null), open)}
    </div>
  )
}
