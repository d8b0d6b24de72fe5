import { createHmac } from 'node:crypto'
import type { AccountStore } from '../world/account.ts'
import type { World } from '../world/world.ts'
import { attempted, type Delivery, type Post } from './deliveries.ts'

const TIMEOUT = 20_000
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The `Stripe-Signature` header of a payload. https://docs.stripe.com/webhooks/signatures */
export function signature(payload: string, secret: string, timestamp: number): string {
  const sign = (text: string) => createHmac('sha256', secret).update(text, 'utf8').digest('hex')
  return `t=${timestamp},v1=${sign(`${timestamp}.${payload}`)}`
}

const waits = ({ status }: Delivery): boolean => status === 'pending'

/** Posts events to endpoints. It speaks to this machine only: an endpoint elsewhere is never called, and fails. */
export class WebhookSender {
  private readonly world: World
  private readonly stopping = new AbortController()
  private readonly running = new Set<Promise<void>>()

  constructor(world: World) {
    this.world = world
    world.post = (owner, post) => {
      const run = this.send(owner, post).finally(() => this.running.delete(run))
      this.running.add(run)
    }
  }

  /** Cuts what is under way. Deliveries not finished stay pending. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.running)
  }

  /**
   * Moves the clock. While deliveries are under way it goes from one instant at which something is due to the next and
   * waits for their answers, so that every attempt is made at its time and in order.
   */
  async advance(seconds: number): Promise<void> {
    const { world } = this
    const target = world.clock.now() + seconds
    for (let left = seconds; left > 0; left = target - world.clock.now()) {
      const next = (world.nextDue() ?? target) - world.clock.now()
      world.advance(this.isDelivering() ? Math.min(left, Math.max(0, next)) : left)
      await Promise.all(this.running)
    }
    world.advance(0)
    await Promise.all(this.running)
  }

  private isDelivering(): boolean {
    return [...this.world.accounts.values()].some(
      (account) => account.table('webhook_delivery').list({ limit: 1, where: waits }).data.length > 0,
    )
  }

  private async send(owner: AccountStore, post: Post): Promise<void> {
    const result = LOOPBACK.has(new URL(post.url).hostname)
      ? await this.call(post)
      : { status: null, error: 'the simulator delivers to this machine only' }
    if (this.stopping.signal.aborted) return
    attempted(this.world, owner, post.delivery, result)
    this.world.journal.commit()
  }

  private async call({ url, secret, event }: Post): Promise<{ status: number | null; error: string | null }> {
    const payload = JSON.stringify(event, null, 2)
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT)]),
        headers: {
          Accept: '*/*; q=0.5, application/xml',
          'Cache-Control': 'no-cache',
          'Content-Type': 'application/json; charset=utf-8',
          'Stripe-Signature': signature(payload, secret, this.world.clock.now()),
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
      })
      await answer.body?.cancel()
      return { status: answer.status, error: null }
    } catch (error) {
      return { status: null, error: reason(error) }
    }
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
