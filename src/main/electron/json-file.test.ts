import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { jsonFile } from './json-file.ts'

vi.mock('electron', () => ({ default: { app: undefined, ipcMain: undefined, shell: undefined } }))

const schema = z.object({ language: z.enum(['en', 'zh-CN']) })

function open(folder: string) {
  const damaged: [string, string][] = []
  const file = jsonFile({
    folder,
    name: 'settings',
    schema,
    initial: { language: 'en' },
    onDamaged: (name, aside) => damaged.push([name, aside]),
  })
  return { file, damaged }
}

const folder = () => mkdtempSync(join(tmpdir(), 'counterfoil-json-'))

describe('a settings file', () => {
  it('is read by the next run', () => {
    const where = folder()
    open(where).file.write({ language: 'zh-CN' })
    const { file, damaged } = open(where)
    expect(file.read()).toEqual({ language: 'zh-CN' })
    expect(damaged).toEqual([])
  })

  it.each([
    ['cut short', '{"value": {"lang'],
    ['of another shape', '{"value": {"language": "fr"}}'],
    ['empty', ''],
    ['binary', '\u0000\u0001'],
  ])('that is %s is set aside whole and named, never dropped', (_name, content) => {
    const where = folder()
    writeFileSync(join(where, 'settings.json'), content)
    const { file, damaged } = open(where)
    expect(file.read()).toEqual({ language: 'en' })
    const aside = damaged[0]?.[1] ?? ''
    expect(damaged).toEqual([['settings.json', aside]])
    expect(readFileSync(join(where, aside), 'utf8')).toBe(content)
    file.write({ language: 'zh-CN' })
    expect(open(where).file.read()).toEqual({ language: 'zh-CN' })
    expect(readdirSync(where)).toHaveLength(2)
  })
})
