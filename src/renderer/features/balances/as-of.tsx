import { CalendarClock } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { today } from '../../lib/period.ts'
import { Button } from '../../ui/button.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { ChooseOne } from '../../ui/filters/choices.tsx'
import { timeText } from '../../ui/format.ts'
import { Popover } from '../../ui/popover.tsx'
import { clockText, pastMoments, secondsOf, secondsOfClock } from './moments.ts'

interface Props {
  /** Seconds UTC; absent: now. */
  readonly at: number | undefined
  readonly onChange: (at?: number) => void
}

/** Chooses the moment whose balance is shown: now, the end of a day, month or year, or any second. */
export function AsOf({ at, onChange }: Props) {
  const { t } = useTranslation('balances')
  const { locale, timeZone } = useEnvironment()
  const [open, setOpen] = useState(false)
  const choose = (next?: number): void => {
    onChange(next)
    setOpen(false)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      title={t('asOf.title')}
      trigger={
        <Button icon={<CalendarClock aria-hidden="true" className="size-4 text-ink-2" />}>
          {at === undefined ? t('asOf.now') : t('asOf.at', { when: timeText(at, locale, timeZone, 'short') })}
        </Button>
      }
    >
      <MomentEditor at={at} timeZone={timeZone} onChoose={choose} />
    </Popover>
  )
}

interface EditorProps {
  readonly at: number | undefined
  readonly timeZone: string
  readonly onChoose: (at?: number) => void
}

function MomentEditor({ at, timeZone, onChoose }: EditorProps) {
  const { t } = useTranslation('balances')
  const [text, setText] = useState(() => clockText(at ?? Math.floor(Date.now() / 1000), timeZone))
  const [error, setError] = useState<'notAMoment' | 'future'>()
  const moments = pastMoments.map((moment) => ({
    moment,
    seconds: secondsOf(moment, today(timeZone), timeZone),
  }))

  function submit(event: FormEvent): void {
    event.preventDefault()
    const seconds = secondsOfClock(text, timeZone)
    if (seconds === null) setError('notAMoment')
    else if (seconds > Date.now() / 1000) setError('future')
    else onChoose(seconds)
  }

  return (
    <div className="w-64 space-y-3">
      <ChooseOne
        choices={(['now', ...pastMoments] as const).map((value) => ({
          value,
          label: t(`asOf.moment.${value}`),
        }))}
        chosen={at === undefined ? 'now' : moments.find(({ seconds }) => seconds === at)?.moment}
        onChoose={(value) => onChoose(moments.find(({ moment }) => moment === value)?.seconds)}
      />
      <form className="space-y-3 border-t border-line pt-3" onSubmit={submit} noValidate>
        <Field
          label={t('asOf.own')}
          hint={t('asOf.zone', { zone: timeZone })}
          error={error === undefined ? undefined : t(`asOf.${error}`)}
        >
          <Input
            type="datetime-local"
            step={1}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setError(undefined)
            }}
          />
        </Field>
        <Button type="submit" look="primary" className="w-full">
          {t('asOf.show')}
        </Button>
      </form>
    </div>
  )
}
