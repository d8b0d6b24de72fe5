/** Says once that the console can be used: its page is loaded and has been answered. */
export function onceReady(tell: () => void): { readonly loaded: () => void; readonly answered: () => void } {
  let loaded = false
  let answered = false
  let told = false
  const check = (): void => {
    if (told || !loaded || !answered) return
    told = true
    tell()
  }
  return {
    loaded: () => {
      loaded = true
      check()
    },
    answered: () => {
      answered = true
      check()
    },
  }
}
