import { createContext, type ReactNode, useContext, useMemo } from 'react'

/** What every part of the interface needs to know about the operator and the window. */
export interface Environment {
  /** BCP 47: `en` or `zh-CN`. */
  readonly locale: string
  /** IANA name. */
  readonly timeZone: string
  readonly density: 'compact' | 'normal' | 'comfortable'
  readonly copy: (text: string) => Promise<void>
}

const EnvironmentContext = createContext<Environment | null>(null)

interface Props extends Environment {
  readonly children: ReactNode
}

export function EnvironmentProvider({ locale, timeZone, density, copy, children }: Props) {
  const value = useMemo(() => ({ locale, timeZone, density, copy }), [locale, timeZone, density, copy])
  return <EnvironmentContext value={value}>{children}</EnvironmentContext>
}

export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext)
  if (!environment) throw new Error('EnvironmentProvider is missing')
  return environment
}
