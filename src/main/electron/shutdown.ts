import { app } from 'electron'
import { log } from './log.ts'

const PATIENCE = 8000

/** Runs `close` once before the program ends, however it was asked to end, and waits for it a bounded time. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let closing = false
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (closing) return
    closing = true
    const forced = setTimeout(() => {
      log.error('closing took too long; ending anyway')
      app.exit(1)
    }, PATIENCE)
    close()
      .catch((error: unknown) => log.error('closing', error))
      .finally(() => {
        clearTimeout(forced)
        app.exit(0)
      })
  })
}
