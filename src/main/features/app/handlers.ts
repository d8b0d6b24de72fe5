import type { appContract } from '../../../shared/features/app/contract.ts'
import type { FeatureHandlers, OutputOf } from '../../../shared/ipc.ts'

interface AppServices {
  readonly info: OutputOf<(typeof appContract)['info']>
  /** Refuses anything that is not a page of stripe.com. */
  readonly openExternal: (url: string) => Promise<void>
  readonly copyText: (text: string) => Promise<void>
}

export function appHandlers(app: AppServices): FeatureHandlers<typeof appContract> {
  return {
    info: () => app.info,
    openExternal: async ({ url }) => {
      await app.openExternal(url)
      return {}
    },
    copyText: async ({ text }) => {
      await app.copyText(text)
      return {}
    },
  }
}
