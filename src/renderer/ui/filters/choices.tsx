import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
}

interface ManyProps<Value extends string> {
  readonly choices: readonly Choice<Value>[]
  readonly chosen: readonly Value[]
  readonly onChange: (chosen: readonly Value[]) => void
}

/** Any of several, each applied at once. */
export function ChooseMany<Value extends string>({ choices, chosen, onChange }: ManyProps<Value>) {
  return (
    <div className="space-y-0.5">
      {choices.map(({ value, label }) => (
        <label key={value} className="flex h-7 items-center gap-2 rounded-sm px-1.5 hover:bg-hover">
          <Checkbox.Root
            checked={chosen.includes(value)}
            onCheckedChange={(on) =>
              onChange(on ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
            className="flex size-4 shrink-0 items-center justify-center rounded-sm border border-control-line data-checked:border-accent data-checked:bg-accent"
          >
            <Checkbox.Indicator>
              <Check aria-hidden="true" className="size-3 text-on-accent" strokeWidth={3} />
            </Checkbox.Indicator>
          </Checkbox.Root>
          {label}
        </label>
      ))}
    </div>
  )
}

interface OneProps<Value extends string> {
  readonly choices: readonly Choice<Value>[]
  readonly chosen: Value | undefined
  readonly onChoose: (value: Value) => void
}

/** One of several; choosing closes. */
export function ChooseOne<Value extends string>({ choices, chosen, onChoose }: OneProps<Value>) {
  return (
    <div className="space-y-0.5">
      {choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={chosen === value}
          className="flex h-7 w-full items-center gap-2 rounded-sm px-1.5 text-left hover:bg-hover"
          onClick={() => onChoose(value)}
        >
          <span className="w-4">
            {chosen === value && <Check aria-hidden="true" className="size-3.5 text-accent" />}
          </span>
          {label}
        </button>
      ))}
    </div>
  )
}
