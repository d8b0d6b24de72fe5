import type Stripe from 'stripe'
import { payoutSettings } from '../../resources/payout-settings.ts'
import { withSeed } from '../../world/ids.ts'
import { World } from '../../world/world.ts'
import { planCheckouts, planFailedRefunds, planSetups, planWebhooks } from './counter.ts'
import { planOpenMatters } from './open-matters.ts'
import { planPartners } from './partners.ts'
import { Player } from './player.ts'
import { planCatalogue, planClub, planInvoices } from './subscribers.ts'

const DAY = 86_400
const SEED = 20_260_777

/**
 * What the shop did besides its everyday payments: partners, tea club, invoices, Checkout. It is played through the API
 * in a world of its own, whose objects, ledger and plans the demo then takes over. The same `now`, the same history.
 */
export function playHistory(account: Stripe.Account, now: number): World {
  return withSeed(SEED, () => {
    const player = new Player(now - 545 * DAY, now)
    const { world } = player
    open(world, account)
    // What comes in stays where it is, until the demo takes it over.
    world.platform.put('balance_settings', { id: account.id, ...payoutSettings('manual') })
    planWebhooks(player)
    planPartners(player)
    planCatalogue(player, (catalogue) => {
      planClub(player, catalogue)
      planCheckouts(player, catalogue)
    })
    planInvoices(player)
    planSetups(player)
    planFailedRefunds(player)
    planOpenMatters(player)
    player.play()
    return world
  })
}

/** A world with the account and nothing else. */
export function emptyHistory(account: Stripe.Account): World {
  const world = new World()
  open(world, account)
  return world
}

function open(world: World, account: Stripe.Account): void {
  world.platformId = world.addAccount(account.id).id
  world.platform.put('account', account)
}
