import { Journal as ProductJournal } from '../../../src/main/operations/journal.ts'
import { reached } from './points.ts'
import { tell } from './tell.ts'

/** The product's journal, with points to die at around its commits. */
export class Journal extends ProductJournal {
  readonly #db: ConstructorParameters<typeof ProductJournal>[0]

  constructor(...args: ConstructorParameters<typeof ProductJournal>) {
    super(...args)
    this.#db = args[0]
  }

  override insert(...args: Parameters<ProductJournal['insert']>): void {
    reached('before_intent')
    super.insert(...args)
    const [{ attempt, id }] = args
    const synchronous = Number(this.#db.pragma('synchronous', { simple: true }))
    tell({ type: 'intent', attempt, operation: id, synchronous })
  }

  override sending(...args: Parameters<ProductJournal['sending']>): void {
    reached('before_sending')
    super.sending(...args)
  }
}
