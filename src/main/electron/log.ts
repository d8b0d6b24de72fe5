import { join } from 'node:path'
import logger from 'electron-log/node.js'
import { redact } from './redact.ts'

/** Writes to `logs/main.log` in the data folder, at most two files of 2 MB, with every key taken out. */
export function startLog(dataFolder: string): void {
  logger.transports.console.level = false
  logger.transports.file.level = 'info'
  logger.transports.file.maxSize = 2 * 1024 * 1024
  logger.transports.file.resolvePathFn = () => join(dataFolder, 'logs', 'main.log')
}

export const log = {
  info: (line: string): void => logger.info(redact(line)),
  error: (line: string, error: unknown = null): void =>
    logger.error(error === null ? redact(line) : `${redact(line)}: ${redact(error)}`),
}
