import { at, isJson, text } from '../../store/mirror/stripe-object.ts'

interface MethodSummary {
  readonly type: string
  readonly brand: string | null
  readonly last4: string | null
  readonly wallet: string | null
}

/** How a charge was paid; reads `payment_method_details`, or `source` of charges made before it existed. */
export function methodSummary(charge: unknown): MethodSummary | null {
  const type = text(charge, 'payment_method_details.type')
  if (type !== null) {
    const details = at(charge, `payment_method_details.${type}`)
    return {
      type,
      brand: text(details, 'brand') ?? text(details, 'bank_name') ?? text(details, 'bank'),
      last4: text(details, 'last4') ?? text(details, 'iban_last4'),
      wallet: text(details, 'wallet.type'),
    }
  }
  const source = at(charge, 'source') ?? at(charge, 'card')
  if (!isJson(source)) return null
  return {
    type: text(source, 'object') ?? 'card',
    brand: text(source, 'brand') ?? text(source, 'type'),
    last4: text(source, 'last4'),
    wallet: null,
  }
}
