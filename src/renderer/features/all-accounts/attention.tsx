import { useTranslation } from 'react-i18next'
import type { Attention } from '../../../shared/features/all-accounts/contract.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { Status, type Tone } from '../../ui/status.tsx'

/** In the order in which they should be looked at; disputes that wait for an answer are named with the open ones. */
const kinds = [
  ['operationsNeedPerson', 'failed'],
  ['operationsUnknown', 'unknown'],
  ['operationsToApprove', 'waiting'],
  ['operationsHeld', 'pending'],
  ['disputesOpen', 'disputed'],
  ['payoutsFailed', 'failed'],
] as const satisfies readonly (readonly [keyof Attention, Tone])[]
export type AttentionKind = (typeof kinds)[number][0]

interface Props {
  readonly attention: Attention
  /** Said where nothing waits. */
  readonly empty?: string | null
  /** Shows what is counted; without it, only the counts are told. */
  readonly onOpen?: (kind: AttentionKind) => void
}

/** What waits for a person, by kind. */
export function AttentionList({ attention, empty = null, onOpen }: Props) {
  const { t } = useTranslation('all-accounts')
  const { locale } = useEnvironment()
  const counted = (count: number) => ({ count, formatted: numberText(count, locale) })
  const waiting = kinds.filter(([kind]) => attention[kind] > 0)
  if (waiting.length === 0) return empty === null ? null : <p className="text-ink-2">{empty}</p>
  return (
    <ul aria-label={t('attention')} className="flex flex-wrap gap-x-4 gap-y-0.5">
      {waiting.map(([kind, tone]) => {
        const words = [
          t(`waits.${kind}`, counted(attention[kind])),
          kind === 'disputesOpen' && attention.disputesToAnswer > 0
            ? t('toAnswer', counted(attention.disputesToAnswer))
            : null,
        ]
          .filter((word) => word !== null)
          .join(t('comma'))
        return (
          <li key={kind} data-waits={kind}>
            {onOpen === undefined ? (
              <Status tone={tone}>{words}</Status>
            ) : (
              <button
                type="button"
                className="flex min-h-6 items-center rounded-sm hover:underline"
                onClick={() => onOpen(kind)}
              >
                <Status tone={tone}>{words}</Status>
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
