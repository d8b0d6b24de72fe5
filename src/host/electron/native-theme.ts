import type { Page } from 'playwright'
import { control } from './control.ts'
import { HostEmitter, strict } from './strict.ts'

type Source = 'system' | 'light' | 'dark'
const colorScheme = { system: null, light: 'light', dark: 'dark' } as const
const pages = new Set<Page>()

export class NativeTheme
  extends HostEmitter
  implements Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors' | 'shouldUseHighContrastColors'>
{
  readonly shouldUseHighContrastColors = false
  private source: Source = 'system'
  private systemIsDark = false

  constructor() {
    super('nativeTheme', ['updated'])
    control.on('nativeTheme', (event: unknown) => {
      this.systemIsDark = event === 'dark'
      this.emit('updated')
    })
  }

  get themeSource(): Source {
    return this.source
  }

  set themeSource(source: Source) {
    if (!(source in colorScheme)) throw new TypeError(`nativeTheme.themeSource cannot be '${source}'`)
    this.source = source
    for (const page of pages) void page.emulateMedia({ colorScheme: colorScheme[source] })
    this.emit('updated')
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'dark' || (this.source === 'system' && this.systemIsDark)
  }
}

export const nativeTheme = strict('nativeTheme', new NativeTheme())

/** Shows the page in the app's theme, now and after each change. */
export async function followTheme(page: Page): Promise<void> {
  pages.add(page)
  page.on('close', () => pages.delete(page))
  if (nativeTheme.themeSource !== 'system')
    await page.emulateMedia({ colorScheme: colorScheme[nativeTheme.themeSource] })
}
