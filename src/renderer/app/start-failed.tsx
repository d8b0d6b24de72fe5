import type { Failure } from '../../shared/errors.ts'
import { en, zhCN } from '../lib/error-messages.ts'
import * as app from './messages.ts'

/** Shown where not even the settings could be read, so the machine's language decides. */
export function StartFailed({ failure }: { readonly failure: Failure }) {
  const chinese = navigator.language.startsWith('zh')
  return (
    <main role="alert" className="mx-auto max-w-md space-y-2 py-24">
      <h1 className="text-title font-semibold">{(chinese ? app.zhCN : app.en).startFailed}</h1>
      <p>{(chinese ? zhCN : en)[failure.code]}</p>
      <p className="font-mono text-small text-ink-2">
        {failure.code}: {failure.message}
      </p>
    </main>
  )
}
