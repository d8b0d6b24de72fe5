import { existsSync, readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'

const SELF = '/proc/thread-self'

/** How far threads give way, as niceness: the one that writes goes before the one that reads ahead for it. */
const NICENESS = { writer: 5, source: constants.priority.PRIORITY_BELOW_NORMAL } as const

/**
 * Lets what the operator waits for go before what this thread does. Only Linux lets a thread say so for itself; elsewhere
 * nothing happens.
 */
export function giveWay(as: keyof typeof NICENESS): void {
  if (process.platform !== 'linux' || !existsSync(SELF)) return
  setPriority(Number(basename(readlinkSync(SELF))), NICENESS[as])
}
