import { toDecimal } from '../money.ts'
import type { FieldReference, SearchNode, SearchValue } from './ast.ts'

const BARE_WORD = /^[\p{L}\p{N}_@.#+*/'&%$,!?;|{}^`-]+$/u

/** The query in its canonical form, which `parseSearch` reads back as the same tree. */
export function printSearch(node: SearchNode): string {
  switch (node.kind) {
    case 'all':
      return ''
    case 'and':
      return node.operands.map(printOperand).join(' ')
    case 'or':
      return node.operands.map(printOperand).join(' OR ')
    case 'not':
      return `-${node.operand.kind === 'not' ? `(${printSearch(node.operand)})` : printOperand(node.operand)}`
    case 'text':
      return printText(node.text)
    case 'null':
      return `${printField(node)}:null`
    case 'comparison':
      return `${printField(node)}${node.operator}${printValue(node.value)}`
  }
}

/** In double quotes, as Stripe writes strings. */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (char) => `\\${char}`)}"`
}

function printOperand(node: SearchNode): string {
  const text = printSearch(node)
  return node.kind === 'and' || node.kind === 'or' ? `(${text})` : text
}

function printField({ field, key }: FieldReference): string {
  return key === null ? field.name : `${field.name}[${quote(key)}]`
}

function printText(text: string): string {
  const bare = BARE_WORD.test(text) && !/^['-]/.test(text) && !/^(?:and|or)$/i.test(text)
  return bare ? text : quote(text)
}

function printValue(value: SearchValue): string {
  switch (value.kind) {
    case 'string':
      return quote(value.text)
    case 'boolean':
      return quote(String(value.value))
    case 'number':
      return String(value.value)
    case 'money':
      return quote(`${toDecimal(value.money)} ${value.money.currency.toUpperCase()}`)
    case 'seconds':
      // Bare, `2026` would be the year.
      return /^20\d{2}$/.test(String(value.seconds)) ? `+${value.seconds}` : String(value.seconds)
    case 'period':
      return value.period
  }
}
