import { Field as Base } from '@base-ui/react/field'
import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { cx } from './class-names.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly children: ReactNode
}

/** A label above a control, with its hint and its error beside it. */
export function Field({ label, hint, error, children }: FieldProps) {
  return (
    <Base.Root invalid={error !== undefined} className="space-y-1">
      <Base.Label className="block text-small font-medium text-ink-2">{label}</Base.Label>
      {children}
      {hint !== undefined && <Base.Description className="text-small text-ink-2">{hint}</Base.Description>}
      <Base.Error match={error !== undefined} className="text-small text-failed" role="alert">
        {error}
      </Base.Error>
    </Base.Root>
  )
}

export const controlLook =
  'h-8 w-full rounded-md border border-control-line bg-surface px-2.5 text-base text-ink data-invalid:border-failed aria-invalid:border-failed'

type InputProps = InputHTMLAttributes<HTMLInputElement> & { readonly ref?: Ref<HTMLInputElement> }

/** A text control; inside a `Field` it takes the field's label and error. */
export function Input({ className, ...rest }: InputProps) {
  return <Base.Control {...rest} className={cx(controlLook, className)} />
}
