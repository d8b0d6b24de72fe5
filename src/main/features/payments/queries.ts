import type { Reader } from '../../store/reader.ts'
import { currenciesOf } from '../../store/mirror/sums.ts'
import { getPayment } from './detail.ts'
import { listPayments, summarizePayments } from './list.ts'

export const paymentsQueries = {
  'payments.list': listPayments,
  'payments.summary': summarizePayments,
  'payments.get': getPayment,
  'payments.currencies': (reader: Reader, _input: Readonly<Record<string, never>>): readonly string[] =>
    currenciesOf(reader, 'payment'),
}
