import { z } from 'zod'

/** Why a statement's process ended itself; written to its output, which holds nothing else. */
export const ownEndSchema = z.enum(['too_much_memory', 'time_up'])
export type OwnEnd = z.infer<typeof ownEndSchema>
export const STDOUT = 1
