/** What every title of the host ends with, so that nobody takes it for the packaged program. */
export const suffix = ' — host (Chromium)'

/** Keeps the document's title ending in {@link suffix} and tells the host of each new title. */
export function markTitle(tell: (title: string) => void): void {
  let told = ''
  const mark = (): void => {
    if (!document.title.endsWith(suffix)) document.title += suffix
    if (document.title === told) return
    told = document.title
    tell(told)
  }
  const watch = (): void => {
    mark()
    new MutationObserver(mark).observe(document.head, { subtree: true, childList: true, characterData: true })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch)
  else watch()
}
