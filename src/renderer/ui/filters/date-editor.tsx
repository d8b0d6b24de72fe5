import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button.tsx'
import { Field, Input } from '../field.tsx'
import { ChooseOne } from './choices.tsx'

interface Props<Preset extends string> {
  readonly presets: readonly Preset[]
  readonly presetName: (preset: Preset) => string
  readonly preset: Preset | undefined
  readonly from: string
  readonly to: string
  readonly onPreset: (preset: Preset) => void
  /** Both `YYYY-MM-DD`, both ends included. */
  readonly onDays: (from: string, to: string) => void
}

/** A named period, or days of one's own. */
export function DateEditor<Preset extends string>(props: Props<Preset>) {
  const { t } = useTranslation('filters')
  const [from, setFrom] = useState(props.from)
  const [to, setTo] = useState(props.to)
  const crossed = from !== '' && to !== '' && from > to

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (from !== '' && to !== '' && !crossed) props.onDays(from, to)
  }

  return (
    <div className="w-64 space-y-3">
      <ChooseOne
        choices={props.presets.map((value) => ({ value, label: props.presetName(value) }))}
        chosen={props.preset}
        onChoose={props.onPreset}
      />
      <form className="space-y-3 border-t border-line pt-3" onSubmit={submit} noValidate>
        <Field label={t('fromDay')}>
          <Input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field label={t('toDay')} error={crossed ? t('crossed') : undefined}>
          <Input type="date" value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        <Button
          type="submit"
          look="primary"
          className="w-full"
          disabled={from === '' || to === '' || crossed}
        >
          {t('apply')}
        </Button>
      </form>
    </div>
  )
}
