import { currencyCode, type ToldMoney, toldMoney } from '../../../shared/money.ts'
import { at } from './stripe-object.ts'

/** An amount within an object with the object's currency; null where it has none there. */
export function moneyAt(object: unknown, path: string): ToldMoney | null {
  const amount = at(object, path)
  if (amount === undefined || amount === null) return null
  return toldMoney(typeof amount === 'number' ? amount : null, currencyCode(at(object, 'currency')))
}
