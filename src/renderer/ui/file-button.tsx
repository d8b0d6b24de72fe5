import { useRef } from 'react'
import { Button } from './button.tsx'

interface Props {
  /** File name endings, such as `.csv`. */
  readonly accept?: string
  readonly disabled?: boolean
  readonly onFile: (file: File) => void
  readonly children: string
}

/** A button that lets the operator choose one file. */
export function FileButton({ accept, disabled = false, onFile, children }: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        aria-label={children}
        tabIndex={-1}
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file can be chosen again once it was mended.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
      <Button disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  )
}
