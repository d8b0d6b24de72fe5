import { existsSync, readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'

const SELF = '/proc/thread-self'

/**
 * Lets what the operator waits for go before what this thread does. Only Linux lets a thread say so for itself; elsewhere
 * nothing happens.
 */
export function giveWay(): void {
  if (process.platform !== 'linux' || !existsSync(SELF)) return
  setPriority(Number(basename(readlinkSync(SELF))), constants.priority.PRIORITY_BELOW_NORMAL)
}
