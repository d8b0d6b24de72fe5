import { useTranslation } from 'react-i18next'
import type { SearchError } from '../../../shared/search/errors.ts'
import { unitName } from '../../../shared/money-text.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { en } from './messages.ts'

/** Sentences take some of these; each error brings those of its own. */
const NO_PARAMS = {
  maximum: '',
  minimum: '',
  minimumCjk: '',
  first: '',
  second: '',
  field: '',
  operator: '',
  currency: '',
  digits: '',
  step: '',
}

type Expectation = keyof typeof en.expectation
const isExpectation = (name: string): name is Expectation => Object.hasOwn(en.expectation, name)

type AmountProblem = keyof typeof en.amount
const isAmountProblem = (name: unknown): name is AmountProblem =>
  typeof name === 'string' && Object.hasOwn(en.amount, name)

/** Why an amount cannot be read. */
export function amountProblem({ reason, digits }: SearchError['params']): AmountProblem {
  if (reason === 'too_many_digits' && digits === 0) return 'no_digits'
  return isAmountProblem(reason) ? reason : 'not_a_number'
}

/** What is wrong with a query, where, and what could stand there. */
export function useSearchErrorText(): (error: SearchError) => string {
  const { t } = useTranslation('search')
  const { locale } = useEnvironment()
  return (error) => {
    const { currency } = error.params
    const unit = typeof currency === 'string' ? unitName(currency.toLowerCase(), locale) : ''
    const params = { ...NO_PARAMS, ...error.params, currency: unit }
    const sentence =
      error.code === 'amount_invalid'
        ? t(`amount.${amountProblem(error.params)}`, params)
        : t(`error.${error.code}`, params)
    const expected = error.expected.map((item) => {
      const name = /^<(.+)>$/.exec(item)?.[1]?.replaceAll(' ', '_')
      return name !== undefined && isExpectation(name) ? t(`expectation.${name}`) : item
    })
    const where = t('position', { position: error.position + 1, sentence })
    return expected.length === 0 ? where : `${where} ${t('expected', { list: expected.join(' · ') })}`
  }
}
