import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { failureOf } from '../ui/failure-of.ts'
import { listenToMain } from '../lib/push.ts'
import { accountsQuery, settingsQuery } from '../lib/session.ts'
import { Toasts } from '../ui/toast.tsx'
import { createI18n } from './i18n.ts'
import { OperatorEnvironment } from './operator-environment.tsx'
import { createAppRouter } from './router.tsx'
import { StartFailed } from './start-failed.tsx'

/** The whole page: listens to main, waits for the settings and accounts, then shows the router's view. */
export function App({ client }: { readonly client: QueryClient }) {
  useEffect(() => listenToMain(client), [client])
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <Started />
      </QueryClientProvider>
    </CSPProvider>
  )
}

function Started() {
  const settings = useQuery(settingsQuery)
  const accounts = useQuery(accountsQuery)
  const error = settings.error ?? accounts.error
  if (error) return <StartFailed failure={failureOf(error)} />
  if (!settings.data || !accounts.data) return null
  return <Ready language={settings.data.language} />
}

function Ready({ language }: { readonly language: 'en' | 'zh-CN' }) {
  const [i18n] = useState(() => createI18n(language))
  const [router] = useState(createAppRouter)
  useEffect(() => {
    if (i18n.language !== language) void i18n.changeLanguage(language)
  }, [i18n, language])
  return (
    <OperatorEnvironment>
      <RouterProvider router={router} />
      <Toasts />
    </OperatorEnvironment>
  )
}
