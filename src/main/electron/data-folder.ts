import { resolve } from 'node:path'
import { app } from 'electron'
import type { Switches } from './switches.ts'

/** Sets the data folder and takes it for this process; false where another console holds it already. */
export function takeDataFolder({ userDataDir }: Switches): boolean {
  if (userDataDir !== null) app.setPath('userData', resolve(userDataDir))
  return app.requestSingleInstanceLock()
}

/** Electron's own, or the host that runs the same program on Node and a system Chromium. */
export function runtime(): 'electron' | 'host' {
  // The host has no Chromium inside the process.
  return 'chrome' in process.versions ? 'electron' : 'host'
}
