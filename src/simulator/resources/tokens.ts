import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { anything, hash, integer, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { checkRouting } from '../money/test-banks.ts'
import { fingerprint } from '../money/test-cards.ts'
import { cardMethod } from './payment-method-object.ts'
import { checkedCard } from './payment-method-data.ts'
import { cardObject } from './sources.ts'

const cardShape = {
  number: required(text()),
  exp_month: required(integer()),
  exp_year: required(integer()),
  cvc: text(),
  name: text(),
  address_city: text(),
  address_country: text(),
  address_line1: text(),
  address_line2: text(),
  address_state: text(),
  address_zip: text(),
  currency: text(),
  networks: anything(),
} as const
const bankShape = {
  account_number: required(text()),
  country: required(text()),
  currency: text(),
  account_holder_name: text(),
  account_holder_type: text(),
  account_type: text(),
  routing_number: text(),
  payment_method: text(),
} as const

export const tokens: Resource = {
  routes: [
    route(
      'POST',
      '/v1/tokens',
      {
        card: hash(cardShape),
        bank_account: hash(bankShape),
        customer: text(),
        pii: anything(),
        person: anything(),
        account: anything(),
        cvc_update: anything(),
      },
      ({ account, now, params }) => {
        const base = {
          id: account.newId('tok'),
          object: 'token',
          client_ip: '127.0.0.1',
          created: now,
          livemode: false,
          used: false,
        } as const
        const { card, bank_account: bank } = params
        if (card) {
          const method = cardMethod({
            id: '',
            created: now,
            ...checkedCard(card, now),
          })
          const made: Stripe.Card = {
            ...cardObject(account.newId('card'), method, null),
            name: card.name ?? null,
            address_zip: card.address_zip ?? null,
          }
          account.put('card', made)
          return account.put('token', { ...base, type: 'card', card: made })
        }
        if (bank) {
          checkRouting(bank.country, bank.routing_number, 'bank_account[routing_number]')
          const made: Stripe.BankAccount = {
            id: account.newId('ba'),
            object: 'bank_account',
            account_holder_name: bank.account_holder_name ?? null,
            account_holder_type: bank.account_holder_type ?? null,
            account_type: bank.account_type ?? null,
            bank_name: 'STRIPE TEST BANK',
            country: bank.country,
            currency: bank.currency ?? 'usd',
            fingerprint: fingerprint(bank.account_number),
            last4: bank.account_number.slice(-4),
            routing_number: bank.routing_number ?? null,
            status: 'new',
          }
          return account.put('token', { ...base, type: 'bank_account', bank_account: made })
        }
        for (const type of ['pii', 'person', 'account', 'cvc_update'] as const)
          if (params[type]) return account.put('token', { ...base, type })
        throw invalidRequest(
          'You must supply either a card, customer, PII data, bank account, or account legal entity to create a token.',
        )
      },
    ),
    route('GET', '/v1/tokens/:id', {}, (call) => mustFind(call, 'token', call.path['id'] ?? '')),
  ],
}
