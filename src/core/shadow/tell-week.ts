import { channel } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { latestTime } from '../policy/cadence.ts'
import { governed } from '../policy/catalog.ts'
import type { Cadence } from '../policy/policy.ts'
import type { World } from '../policy/world.ts'
import type { ReviewStore } from '../reviews/review.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import { findShadow, type FindShadowStores } from './find-shadow.ts'
import type { ShadowDigest } from './messages.ts'

export interface WeekStores extends FindShadowStores {
  readonly reviews: Pick<ReviewStore, 'lastDue' | 'remember'>
  readonly outbox: Outbox
}

const KEY = 'shadow-digest'
const WEEK_MS = 7 * DAY_MS
const MONDAY_MORNING: Cadence = { kind: 'weekly', weekday: 1, at: ['09:00'] }

/** Says on Monday at nine what the week in shadow would have been; once, also when the bot was away at nine. */
export async function tellShadowWeek(world: World<WeekStores>): Promise<void> {
  await world.store.transaction(async (stores) => {
    const catalog = world.catalog()
    const now = world.clock.now()
    const shadowed = (await stores.shadows.services()).filter(({ service }) => catalog.services.has(service))
    const [first] = shadowed
    if (first === undefined) return
    const timeZone = governed(catalog, first.service)?.policy.timeZone ?? 'UTC'
    const dueAt = latestTime(MONDAY_MORNING, timeZone, 0, now)
    if (dueAt === undefined || dueAt <= ((await stores.reviews.lastDue()).get(KEY) ?? 0)) return
    await stores.reviews.remember(KEY, dueAt)
    // A try-out that began since has no week behind it.
    if (!shadowed.some(({ since }) => since < dueAt)) return
    const [from, to] = [dueAt - WEEK_MS, dueAt]
    const services = await findShadow(stores, catalog, { from, to })
    const content: ShadowDigest = {
      kind: 'shadow-digest',
      from: isoTime(from),
      to: isoTime(to),
      timeZone,
      services,
      prompts: [],
    }
    await stores.outbox.post({
      subject: `${KEY}/${dueAt}`,
      to: channel('shadow'),
      content,
      at: now,
      urgency: 'routine',
    })
  })
}
