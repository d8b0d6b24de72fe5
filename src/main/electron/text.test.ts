import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { say } from './messages.ts'
import { redact } from './redact.ts'
import { parseSwitches } from './switches.ts'
import { visibleText } from './visible-text.ts'

describe('visibleText', () => {
  it.each([
    ['张伟', '张伟'],
    ['  Zoë   O’Brien ', 'Zoë O’Brien'],
    ['Acme\u202Egnp.exe', 'Acme⟨U+202E⟩gnp.exe'],
    ['Acme\u200B Ltd', 'Acme⟨U+200B⟩ Ltd'],
    ['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
    ['line\nMode: TEST', 'line Mode: TEST'],
    ['tab\u0007', 'tab⟨U+0007⟩'],
    ['ㅤ', '⟨U+3164⟩'],
    ['x\uFFF9y', 'x⟨U+FFF9⟩y'],
    ['\u{E0041}x', '⟨U+E0041⟩x'],
    ['محمد', '\u2068محمد\u2069'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it('leaves nothing that acts on other text, and nothing endless', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const shown = visibleText(text).replace(/^\u2068|\u2069$/g, '')
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u)
        expect(Array.from(shown).length).toBeLessThanOrEqual(121)
      }),
      { numRuns: 1000 },
    )
  })
})

/** Put together here, so that no text of the project looks like a live key. */
const liveKey = ['sk', 'live', '51HxYzAbCdEf'].join('_')

describe('redact', () => {
  it.each([
    [`with ${liveKey} end`, 'with sk_live_[redacted] end'],
    ['rk_test_abc123def', 'rk_test_[redacted]'],
    ['whsec_abcdef123456', 'whsec_[redacted]'],
  ])('takes the key out of %s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  it('reaches into errors, their causes and objects', () => {
    const key = liveKey
    const error = new Error(`for ${key}`, { cause: new Error(`under ${key}`) })
    expect(redact(error)).not.toContain(key)
    expect(redact(error)).toContain('under sk_live_[redacted]')
    expect(redact({ headers: { authorization: `Bearer ${key}` } })).not.toContain(key)
    expect(redact(undefined)).toBe('undefined')
  })
})

describe('say', () => {
  it('fills in both languages, and a name cannot bring a placeholder of its own', () => {
    expect(say('en', 'refundConfirm', { amount: '$5.00' })).toBe('Refund $5.00')
    expect(say('zh-CN', 'refundMessage', { amount: '¥5', currency: 'CNY', customer: '{amount}' })).toBe(
      '向{amount}退款 ¥5（CNY）',
    )
  })
})

describe('parseSwitches', () => {
  it('reads the console’s own and leaves the rest', () => {
    const argv = [
      '.',
      '--demo',
      '--user-data-dir=/tmp/x',
      '--api-base=http://localhost:4010/',
      '--lang=zh-CN',
      '--no-sandbox',
    ]
    expect(parseSwitches(argv)).toEqual({
      demo: true,
      headless: false,
      userDataDir: '/tmp/x',
      apiBase: 'http://localhost:4010',
      language: 'zh-CN',
    })
    expect(parseSwitches(['.'])).toMatchObject({
      demo: false,
      apiBase: null,
      language: null,
      userDataDir: null,
    })
  })

  it.each([['--api-base=https://api.stripe.com'], ['--api-base'], ['--lang=fr'], ['--user-data-dir=']])(
    'says what is wrong with %s',
    (argument) => {
      expect(() => parseSwitches([argument])).toThrow(/--(?:api-base|lang|user-data-dir)/)
    },
  )
})
