/** Cache keys begin with the feature and the account, so that one push can refresh both. */
export const keys = {
  accounts: ['accounts'] as const,
  settings: ['settings'] as const,
  info: ['app'] as const,
  sync: (account: string) => ['sync', account] as const,
  of: (feature: string, account: string, ...rest: readonly unknown[]) => [feature, account, ...rest] as const,
  operation: (account: string, id: string) => ['operations', account, 'get', id] as const,
}
