import { readdirSync, readFileSync } from 'node:fs'
import { parseStripeObject, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'

const fixtures = new URL('../fixtures/stripe-objects/', import.meta.url)

/** Objects of many types and versions as Stripe writes them. */
export function writtenObjects(): readonly StripeObject[] {
  return readdirSync(fixtures)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const values: unknown = JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'))
      return Array.isArray(values) ? values.map(parseStripeObject) : []
    })
    .filter((object) => object !== null)
}
