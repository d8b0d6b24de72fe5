import { Menu } from 'electron'
import type { Language } from '../../shared/features/settings/contract.ts'
import { openExternal } from './external-links.ts'
import { log } from './log.ts'
import { say } from './messages.ts'

/** The application's menu: what every desktop program has, and Stripe's documentation. */
export function setMenu(language: Language): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { label: say(language, 'menuFile'), submenu: [{ role: 'quit', label: say(language, 'menuQuit') }] },
      { label: say(language, 'menuEdit'), role: 'editMenu' },
      {
        label: say(language, 'menuView'),
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
        ],
      },
      { label: say(language, 'menuWindow'), role: 'windowMenu' },
      {
        label: say(language, 'menuHelp'),
        role: 'help',
        submenu: [
          {
            label: say(language, 'menuStripeDocs'),
            click: () => {
              openExternal('https://docs.stripe.com/').catch((error: unknown) =>
                log.error('opening the docs', error),
              )
            },
          },
        ],
      },
    ]),
  )
}
