import type { MirrorTable } from '../../store/mirror/table.ts'

/** A list inside an object that holds objects of their own; see `parts.ts`. */
export interface Parts {
  readonly field: string
  /** The parts' column that names the object they belong to. */
  readonly link: string
  readonly types: readonly string[]
}

/** Objects that Stripe lists only inside another and that are read with it. */
export type PartResource = MirrorTable

/** What reading a list needs to know. */
export type ListedResource = Pick<
  Resource,
  'type' | 'path' | 'query' | 'permission' | 'datedList' | 'listedWhile'
>

/** One mirrored Stripe resource: adding another is one such declaration in a file of its own. */
export interface Resource extends MirrorTable {
  /** The list's path; a single object lies below it. Lists answer newest first. */
  readonly path: string
  /** What the list is to be asked besides. */
  readonly query?: Readonly<Record<string, string>>
  /** The permission a restricted key needs to list it. */
  readonly permission: string
  /** False where the list takes no `created` filter. */
  readonly datedList?: false
  /** A condition on its columns under which its list holds an object; absent where the list holds it for ever. */
  readonly listedWhile?: string
  readonly parts?: readonly Parts[]
}
