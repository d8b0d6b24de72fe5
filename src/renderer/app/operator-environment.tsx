import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { api } from '../lib/api.ts'
import { useSettings, useTimeZone } from '../lib/session.ts'
import { EnvironmentProvider } from '../ui/environment.tsx'

const dark = window.matchMedia('(prefers-color-scheme: dark)')

function subscribeToDark(listener: () => void): () => void {
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

async function copy(text: string): Promise<void> {
  await api.app.copyText({ text })
}

/** Applies the operator's language, theme, density and zone to the whole window at once. */
export function OperatorEnvironment({ children }: { readonly children: ReactNode }) {
  const { language, theme, density } = useSettings()
  const timeZone = useTimeZone()
  const systemDark = useSyncExternalStore(subscribeToDark, () => dark.matches)
  const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dataset['theme'] = shown
  }, [language, shown])
  return (
    <EnvironmentProvider locale={language} timeZone={timeZone} density={density} copy={copy}>
      {children}
    </EnvironmentProvider>
  )
}
