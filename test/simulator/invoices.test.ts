import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, pay, payingCustomer, referenceId, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

const payer = (balance = 0): Promise<Stripe.Customer> =>
  payingCustomer(at.stripe, balance === 0 ? {} : { balance })
async function draft(customer: string, ...amounts: number[]): Promise<Stripe.Invoice> {
  const made = await at.stripe.invoices.create({ customer, currency: 'usd' })
  if (amounts.length === 0) return made
  return at.stripe.invoices.addLines(made.id, { lines: amounts.map((amount) => ({ amount })) })
}
const balanceOf = async (id: string): Promise<number> => {
  const customer = await at.stripe.customers.retrieve(id)
  return customer.deleted ? Number.NaN : customer.balance
}
const transactions = async (id: string) =>
  (await at.stripe.customers.listBalanceTransactions(id)).data.map(({ type, amount, ending_balance }) => [
    type,
    amount,
    ending_balance,
  ])

describe('the credit balance', () => {
  test('a credit is used up first, and only the rest is charged', async () => {
    const { id } = await payer(-500)
    const made = await draft(id, 2000)
    expect(made).toMatchObject({
      starting_balance: -500,
      ending_balance: null,
      amount_due: 1500,
      total: 2000,
    })
    const paid = await at.stripe.invoices.pay(made.id)
    expect(paid).toMatchObject({
      status: 'paid',
      starting_balance: -500,
      ending_balance: 0,
      amount_due: 1500,
      amount_paid: 1500,
    })
    const [applied] = (await at.stripe.customers.listBalanceTransactions(id, { invoice: made.id })).data
    expect(applied).toMatchObject({
      type: 'applied_to_invoice',
      amount: 500,
      ending_balance: 0,
      invoice: made.id,
    })
    const [charge] = (await at.stripe.charges.list({ customer: id })).data
    expect([charge?.amount, await balanceOf(id)]).toEqual([1500, 0])
  })

  test('is shown by currency as what the customer has', async () => {
    const credit = async (id: string) => {
      const shown = await at.stripe.customers.retrieve(id, { expand: ['invoice_credit_balance'] })
      return shown.deleted ? undefined : shown.invoice_credit_balance
    }
    const { id } = await payer(-500)
    await draft(id)
    expect([await credit(id), await credit((await payer()).id)]).toEqual([{ usd: 500 }, {}])
  })

  test('a credit greater than the invoice pays it without a charge and keeps the rest', async () => {
    const { id } = await payer(-5000)
    const open = await at.stripe.invoices.finalizeInvoice((await draft(id, 2000)).id)
    expect(open).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0, ending_balance: -3000 })
    expect((await at.stripe.charges.list({ customer: id })).data).toEqual([])
    expect(await balanceOf(id)).toBe(-3000)
  })

  test('a debt is added; a negative invoice becomes credit; a trifle is owed until the next one', async () => {
    const { id } = await payer(700)
    const first = await at.stripe.invoices.pay((await draft(id, 2000)).id)
    expect(first).toMatchObject({ starting_balance: 700, ending_balance: 0, amount_paid: 2700 })
    const second = await at.stripe.invoices.finalizeInvoice((await draft(id, -300)).id)
    expect(second).toMatchObject({ status: 'paid', amount_due: 0, total: -300, ending_balance: -300 })
    const third = await at.stripe.invoices.finalizeInvoice((await draft(id, 340)).id)
    expect(third).toMatchObject({ status: 'paid', amount_due: 0, ending_balance: 40 })
    expect(await transactions(id)).toEqual([
      ['invoice_too_small', 40, 40],
      ['applied_to_invoice', 300, 0],
      ['applied_to_invoice', -300, -300],
      ['applied_to_invoice', -700, 0],
      ['initial', 700, 700],
    ])
  })

  test('a voided invoice gives back what it took, and a balance in another currency is left alone', async () => {
    const { id } = await payer(-500)
    const open = await at.stripe.invoices.finalizeInvoice((await draft(id, 2000)).id)
    expect(await balanceOf(id)).toBe(0)
    await at.stripe.invoices.voidInvoice(open.id)
    expect((await transactions(id))[0]).toEqual(['unapplied_from_invoice', -500, -500])
    const euro = await at.stripe.invoices.create({ customer: id, currency: 'eur' })
    await at.stripe.invoices.addLines(euro.id, { lines: [{ amount: 900 }] })
    expect(await at.stripe.invoices.finalizeInvoice(euro.id)).toMatchObject({
      amount_due: 900,
      starting_balance: 0,
    })
    expect(await balanceOf(id)).toBe(-500)
  })
})

describe('lines', () => {
  test('are added, of items that wait and new ones, and every one or none', async () => {
    const { id } = await payer()
    const waiting = await at.stripe.invoiceItems.create({ customer: id, amount: 300, currency: 'usd' })
    const made = await draft(id)
    const add = (...lines: Stripe.InvoiceAddLinesParams.Line[]) =>
      at.stripe.invoices.addLines(made.id, { lines, invoice_metadata: { order: 'A-1' } })
    expect(await refusal(add({ amount: 100 }, { invoice_item: 'ii_none' }))).toMatchObject({
      statusCode: 400,
      param: 'lines[1][invoice_item]',
    })
    expect(await refusal(add({ description: 'free' }))).toMatchObject({ param: 'lines[0][amount]' })
    const euro = await at.stripe.prices.create({
      currency: 'eur',
      unit_amount: 1,
      product_data: { name: 'x' },
    })
    expect(await refusal(add({ pricing: { price: euro.id } }))).toMatchObject({
      param: 'lines[0][pricing][price]',
    })
    expect((await at.stripe.invoices.retrieve(made.id)).lines.data).toEqual([])
    const halves = await fetch(`${at.simulator.url}/v1/invoices/${made.id}/add_lines`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_x' },
      body: new URLSearchParams({ 'lines[0][amount]': '1', 'lines[0][quantity_decimal]': 'lots' }),
    })
    expect((await halves.json()).error).toMatchObject({ param: 'lines[0][quantity_decimal]' })
    const full = await add(
      { invoice_item: waiting.id, description: 'Waited' },
      { price_data: { currency: 'usd', product_data: { name: 'Tin' }, unit_amount: 250 }, quantity: 3 },
    )
    expect(full).toMatchObject({ total: 1050, amount_due: 1050, metadata: { order: 'A-1' } })
    expect(full.lines.data).toMatchObject([
      { description: 'Waited', amount: 300, parent: { invoice_item_details: { invoice_item: waiting.id } } },
      { description: 'Tin', amount: 750, quantity: 3 },
    ])
    expect(await at.stripe.invoiceItems.retrieve(waiting.id)).toMatchObject({ invoice: made.id })
    expect(await refusal(add({ invoice_item: waiting.id }))).toMatchObject({
      param: 'lines[0][invoice_item]',
    })
  })

  test('are changed one by one or together, their items with them', async () => {
    const { id } = await payer()
    const made = await draft(id, 1000, 500)
    const [first, second] = made.lines.data
    const line = await at.stripe.invoices.updateLineItem(made.id, first?.id ?? '', {
      amount: 800,
      description: 'Less',
      metadata: { a: 'b' },
    })
    expect(line).toMatchObject({ id: first?.id, object: 'line_item', amount: 800, description: 'Less' })
    const item = first?.parent?.invoice_item_details?.invoice_item ?? ''
    expect(await at.stripe.invoiceItems.retrieve(item)).toMatchObject({ amount: 800, metadata: { a: 'b' } })
    const coupon = await at.stripe.coupons.create({ percent_off: 10 })
    const both = await at.stripe.invoices.updateLines(made.id, {
      lines: [
        { id: first?.id ?? '', quantity: 2 },
        { id: second?.id ?? '', discounts: [{ coupon: coupon.id }] },
      ],
    })
    expect(both).toMatchObject({ subtotal: 2100, total: 2050, total_discount_amounts: [{ amount: 50 }] })
    const whole = await at.stripe.invoices.update(made.id, { discounts: [{ coupon: coupon.id }] })
    // First the line's own, then that of the invoice on what is left of both.
    expect([whole.total, whole.lines.data.map((one) => one.discount_amounts?.length)]).toEqual([1845, [1, 2]])
    expect(await at.stripe.invoices.update(made.id, { discounts: '' })).toMatchObject({ total: 2050 })
    const gone = at.stripe.invoices.update(made.id, { discounts: [{ coupon: 'none' }] })
    expect(await refusal(gone)).toMatchObject({ param: 'discounts[0][coupon]' })
    const seen = await at.stripe.invoices.retrieve(made.id, {
      expand: ['total_discount_amounts.discount.source.coupon'],
    })
    expect(seen.total_discount_amounts).toMatchObject([
      { amount: 50, discount: { source: { coupon: { id: coupon.id, percent_off: 10 } } } },
    ])
    expect(both.lines.data[1]).toMatchObject({
      discount_amounts: [{ amount: 50 }],
      pretax_credit_amounts: [{ amount: 50, type: 'discount' }],
    })
    expect(await refusal(at.stripe.invoices.updateLineItem(made.id, 'il_none', {}))).toMatchObject({
      statusCode: 404,
    })
  })

  test('are deleted with their item, or leave it waiting; a finalised invoice keeps all', async () => {
    const { id } = await payer()
    const made = await draft(id, 1000, 500, 60)
    const [gone, left] = made.lines.data
    const after = await at.stripe.invoices.removeLines(made.id, {
      lines: [
        { id: gone?.id ?? '', behavior: 'delete' },
        { id: left?.id ?? '', behavior: 'unassign' },
      ],
    })
    expect([after.total, after.lines.data.length]).toEqual([60, 1])
    const pending = await at.stripe.invoiceItems.list({ customer: id, pending: true })
    expect(pending.data.map(({ amount }) => amount)).toEqual([500])
    await at.stripe.invoices.finalizeInvoice(made.id)
    const late = at.stripe.invoices.addLines(made.id, { lines: [{ amount: 1 }] })
    expect(await refusal(late)).toMatchObject({ code: 'invoice_not_editable' })
  })
})

describe('attached payments', () => {
  const part = (customer: string, amount: number, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    at.stripe.paymentIntents.create({ amount, currency: 'usd', customer, ...more })
  const open = async (customer: string) =>
    at.stripe.invoices.finalizeInvoice((await draft(customer, 3000)).id)

  test('pay a part each; the default payment asks for the rest and goes when nothing is left', async () => {
    const { id } = await payer()
    const invoice = await open(id)
    const made = await pay(at.stripe, 1000, 'pm_card_visa', { customer: id })
    const partly = await at.stripe.invoices.attachPayment(invoice.id, { payment_intent: made.id })
    expect(partly).toMatchObject({ status: 'open', amount_paid: 1000, amount_remaining: 2000 })
    const later = await part(id, 2000)
    await at.stripe.invoices.attachPayment(invoice.id, { payment_intent: later.id })
    const list = async () => (await at.stripe.invoicePayments.list({ invoice: invoice.id })).data
    expect((await list()).map((p) => [p.is_default, p.status, p.amount_requested])).toEqual([
      [false, 'open', 2000],
      [false, 'paid', 1000],
      [true, 'open', 2000],
    ])
    expect(await refusal(at.stripe.invoices.voidInvoice(invoice.id))).toMatchObject({ statusCode: 400 })
    await at.stripe.paymentIntents.confirm(later.id, { payment_method: 'pm_card_visa' })
    expect(await at.stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 3000,
      amount_remaining: 0,
      amount_overpaid: 0,
    })
    expect((await list()).map((p) => p.status)).toEqual(['paid', 'paid', 'canceled'])
    const back = await at.stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 1500,
      refund_amount: 1500,
    })
    expect(back.refunds.map((r) => r.amount_refunded)).toEqual([1000, 500])
  })

  test('what is paid beyond it becomes credit', async () => {
    const { id } = await payer()
    const invoice = await open(id)
    const extra = await part(id, 3000)
    await at.stripe.invoices.attachPayment(invoice.id, { payment_intent: extra.id })
    await at.stripe.invoices.pay(invoice.id)
    await at.stripe.paymentIntents.confirm(extra.id, { payment_method: 'pm_card_visa' })
    expect(await at.stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_overpaid: 3000,
    })
    expect((await transactions(id))[0]).toEqual(['invoice_overpaid', -3000, -3000])
  })

  test('refused: none, of another customer, too much, canceled, twice; a canceled one leaves', async () => {
    const { id } = await payer()
    const invoice = await open(id)
    const attach = (intent: string) =>
      at.stripe.invoices.attachPayment(invoice.id, { payment_intent: intent })
    expect(await refusal(at.stripe.invoices.attachPayment(invoice.id))).toMatchObject({
      code: 'parameter_missing',
    })
    expect(await refusal(attach((await part((await payer()).id, 100)).id))).toMatchObject({
      param: 'payment_intent',
    })
    expect(await refusal(attach((await part(id, 3001)).id))).toMatchObject({ param: 'payment_intent' })
    const good = await part(id, 3000)
    await attach(good.id)
    expect(await refusal(attach(good.id))).toMatchObject({ param: 'payment_intent' })
    await at.stripe.paymentIntents.cancel(good.id)
    expect(await refusal(attach(good.id))).toMatchObject({ param: 'payment_intent' })
    expect(await at.stripe.invoices.voidInvoice(invoice.id)).toMatchObject({ status: 'void' })
  })
})

describe('credit notes', () => {
  test('a preview is what would be made, and makes nothing', async () => {
    const { id } = await payer()
    const paid = await at.stripe.invoices.pay((await draft(id, 2000)).id)
    const [line] = paid.lines.data
    const wish = {
      invoice: paid.id,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line?.id ?? '', amount: 700 }],
      credit_amount: 700,
    } as const satisfies Stripe.CreditNotePreviewParams
    const seen = await at.stripe.creditNotes.preview({ ...wish, lines: [...wish.lines] })
    expect(seen).toMatchObject({
      object: 'credit_note',
      amount: 700,
      type: 'post_payment',
      post_payment_amount: 700,
    })
    const lines = await at.stripe.creditNotes.listPreviewLineItems({
      ...wish,
      lines: [...wish.lines],
      limit: 1,
    })
    expect(lines.data).toMatchObject([
      { object: 'credit_note_line_item', amount: 700, invoice_line_item: line?.id },
    ])
    expect((await at.stripe.creditNotes.list({ invoice: paid.id })).data).toEqual([])
    expect(await balanceOf(id)).toBe(0)
    const made = await at.stripe.creditNotes.create({ ...wish, lines: [...wish.lines] })
    const transaction = await at.stripe.customers.retrieveBalanceTransaction(
      id,
      referenceId(made.customer_balance_transaction),
    )
    expect(transaction).toMatchObject({ type: 'credit_note', amount: -700, credit_note: made.id })
    expect(await balanceOf(id)).toBe(-700)
  })

  test('refused alike in a preview: too much, sums that differ, a line of another invoice', async () => {
    const { id } = await payer()
    const paid = await at.stripe.invoices.pay((await draft(id, 2000)).id)
    const see = (more: Omit<Stripe.CreditNotePreviewParams, 'invoice'>) =>
      refusal(at.stripe.creditNotes.preview({ invoice: paid.id, ...more }))
    expect(await see({ amount: 2001, credit_amount: 2001 })).toMatchObject({ param: 'amount' })
    expect(await see({ amount: 500, credit_amount: 400 })).toMatchObject({ param: 'refund_amount' })
    expect(await see({})).toMatchObject({ code: 'parameter_missing' })
    const lines = [{ type: 'invoice_line_item' as const, invoice_line_item: 'il_none', quantity: 1 }]
    expect(await see({ lines, credit_amount: 1 })).toMatchObject({ param: 'lines[0][invoice_line_item]' })
    const other = (await at.stripe.refunds.create({ payment_intent: (await pay(at.stripe)).id })).id
    expect(await see({ amount: 500, refunds: [{ refund: other, amount_refunded: 500 }] })).toMatchObject({
      param: 'refunds[0][refund]',
    })
  })
})
