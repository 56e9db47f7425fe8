import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { apartMs, coursesOf, readingAt } from './budget-course.ts'
import { growDeployments } from './deployments.ts'
import { type FleetService, fleetOf, type GrownSize } from './fleet.ts'
import { dayOf, finishDay, type GrownDay } from './grown-day.ts'
import { growIncidents } from './incidents.ts'
import { GrownLevels } from './levels.ts'

/** What was sent is kept for 30 days. */
const DAYS_BETWEEN_THINNING = 10

/**
 * Fills an empty store with what a fleet leaves behind over days, a day in each transaction, through the store's own ports: what
 * the bot writes, and what its thinning leaves of it. It holds one day in memory at most.
 */
export async function growStore(store: Store, size: GrownSize): Promise<readonly FleetService[]> {
  const fleet = fleetOf(size)
  const levels = new GrownLevels()
  for (let day = 0; day < size.days; day += 1) {
    const { until } = await store.transaction(async (stores) => {
      const grown = dayOf(size, fleet, stores, day)
      await levels.grow(grown)
      await growIncidents(grown)
      await growDeployments(grown, (service) => levels.levelOf(service))
      await growReadings(grown)
      await finishDay(grown)
      return grown
    })
    if (day % DAYS_BETWEEN_THINNING === 0 || day === size.days - 1) await store.deliveries.thin(until)
  }
  await store.statuses.save(levels.statuses(size.until))
  return fleet
}

/** A day at a time, or an hour where there is a reading for each minute. */
async function growReadings({ size, fleet, stores, from, until }: GrownDay): Promise<void> {
  const courses = fleet.flatMap((one) => coursesOf(one, from, until))
  const atOnceMs = apartMs(size.until - from) === HOUR_MS ? DAY_MS : HOUR_MS
  for (let start = from; start < until; start += atOnceMs) {
    const stepMs = apartMs(size.until - start)
    const times = Array.from({ length: atOnceMs / stepMs }, (_, index) => start + (index + 1) * stepMs)
    await stores.readings.add(times.flatMap((at) => courses.map((course) => readingAt(course, at))))
  }
}
