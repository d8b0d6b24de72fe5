import { parseSync } from 'rolldown/utils'
import { describe, expect, it } from 'vitest'
import { breaches } from './boundaries.mjs'

const check = (file, text) => breaches(file, text, parseSync)

const refused = [
  ['src/main/features/refunds/list.ts', "import { app } from 'electron'", "Electron's API"],
  ['src/main/store/open.ts', "const electron = await import('electron')", "Electron's API"],
  ['src/main/features/refunds/list.ts', "import { charge } from '../payments/charge.ts'", 'sibling'],
  ['src/main/features/refunds/list.ts', "export { charge } from '../payments/charge.ts'", 'sibling'],
  ['src/renderer/features/refunds/page.tsx', "import { Row } from '../payments/row.tsx'", 'sibling'],
  ['src/renderer/features/refunds/dialogs/a.tsx', "import { Row } from '../../payments/row.tsx'", 'sibling'],
  [
    'src/main/features/refunds/list.ts',
    "import { gateway } from '../../electron/ipc-gateway.ts'",
    'composition root',
  ],
  ['src/main/index.ts', "import { run } from '../host/run.ts'", 'host'],
  ['src/simulator/server.ts', "import { money } from '../shared/money.ts'", 'simulator'],
  ['src/simulator/server.ts', "import Stripe from 'stripe'", 'simulator'],
  ['src/host/run.ts', "import { money } from '../shared/money.ts'", 'host imports'],
  ['src/shared/money.ts', "import { readFileSync } from 'node:fs'", 'shared'],
  ['src/preload/index.ts', "import { z } from 'zod'", 'preload'],
  ['src/renderer/ui/table.tsx', "import { Row } from '../features/payments/row.tsx'", 'ui and lib'],
  ['src/renderer/features/payments/page.tsx', "import { open } from '../../../main/store/open.ts'", 'IPC'],
  ['src/renderer/features/payments/page.tsx', 'window.counterfoil.invoke()', 'renderer/lib'],
  ['src/main/features/app/handlers.ts', 'ipcMain.handle()', 'ipcMain'],
  ['src/main/operations/run.ts', 'const stripe = new Stripe(key)', 'constructs Stripe'],
]

const allowed = [
  ['src/main/electron/windows.ts', "import { BrowserWindow } from 'electron'"],
  ['src/main/features/refunds/list.ts', "import { sum } from './sum.ts'"],
  ['src/main/features/refunds/list.ts', "import type { FeatureContext } from '../context.ts'"],
  ['src/main/features/refunds/list.ts', "import { open } from '../../store/open.ts'"],
  [
    'src/main/index.ts',
    "import { refunds } from './features/refunds/index.ts'; import { windows } from './electron/windows.ts'",
  ],
  ['src/renderer/app/routes.tsx', "import { Page } from '../features/payments/page.tsx'"],
  ['src/renderer/features/payments/page.tsx', "import { Table } from '../../ui/table.tsx'"],
  ['src/renderer/lib/client.ts', 'window.counterfoil.invoke()'],
  ['src/simulator/server.ts', "import type Stripe from 'stripe'; import { createServer } from 'node:http'"],
  ['src/main/operations/run.ts', "import Stripe from 'stripe'"],
  ['src/preload/index.ts', "import { contextBridge } from 'electron'"],
  ['src/host/run.ts', 'await import(somewhere.href)'],
  ['src/main/stripe/client.ts', "import Stripe from 'stripe'; export const stripe = new Stripe(key)"],
  ['src/shared/money.test.ts', "import { it } from 'vitest'"],
]

describe('import boundaries', () => {
  it.each(refused)('refuses in %s: %s', (file, text, reason) => {
    expect(check(file, text).join('\n')).toContain(reason)
  })

  it.each(allowed)('allows in %s: %s', (file, text) => {
    expect(check(file, text)).toEqual([])
  })
})
