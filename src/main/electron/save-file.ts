import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { currentWindow } from './windows.ts'

/** Asks where to, and writes; null where the operator chose nowhere. Throws what the disk throws. */
export async function saveFile(name: string, content: Iterable<string>): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('downloads'), name) }
  const window = currentWindow()
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  if (canceled || filePath === '') return null
  const file = openSync(filePath, 'w', 0o600)
  try {
    for (const part of content) writeSync(file, part)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return filePath
}
