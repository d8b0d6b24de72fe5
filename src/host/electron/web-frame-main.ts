import type { Frame } from 'playwright'
import { originOf, toAppUrl } from '../origin.ts'
import { strict } from './strict.ts'

type Part = 'url' | 'origin' | 'name' | 'routingId' | 'processId' | 'detached' | 'isDestroyed'

/** Electron's view of a frame. The app sees its own addresses, never the ones that Chromium was given. */
export class WebFrameMain implements Pick<Electron.WebFrameMain, Part> {
  readonly routingId: number
  readonly processId = 1
  private readonly frame: Frame

  constructor(frame: Frame, routingId: number) {
    this.frame = frame
    this.routingId = routingId
  }

  get url(): string {
    return toAppUrl(this.frame.url())
  }

  get origin(): string {
    return originOf(this.url)
  }

  get name(): string {
    return this.frame.name()
  }

  get frameTreeNodeId(): number {
    return this.routingId
  }

  get parent(): WebFrameMain | null {
    const parent = this.frame.parentFrame()
    return parent === null ? null : frameMain(parent)
  }

  get top(): WebFrameMain {
    return this.parent?.top ?? frameMain(this.frame)
  }

  get detached(): boolean {
    return this.frame.isDetached()
  }

  isDestroyed(): boolean {
    return this.frame.isDetached() || this.frame.page().isClosed()
  }
}

const known = new WeakMap<Frame, WebFrameMain>()
let frames = 0

/** Always the same object for the same frame, so that the app may compare with `===`. */
export function frameMain(frame: Frame): WebFrameMain {
  let main = known.get(frame)
  if (main === undefined) {
    frames += 1
    main = strict('WebFrameMain', new WebFrameMain(frame, frames))
    known.set(frame, main)
  }
  return main
}
