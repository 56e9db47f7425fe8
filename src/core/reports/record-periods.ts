import { figuresOfPeriod } from './figures-of-period.ts'
import { lastFinished, REPORT_UNITS } from './report-period.ts'
import type { ReportWorld } from './report-world.ts'

/**
 * Measures the last week, month and quarter that are over, where that has not been done yet, so that their reports hold when the
 * sources have long forgotten them.
 */
export async function recordPeriods(world: ReportWorld, signal?: AbortSignal): Promise<void> {
  for (const unit of REPORT_UNITS) {
    const period = lastFinished(unit, world.timeZone(), world.clock.now())
    await figuresOfPeriod(world, period, { ...(signal && { signal }) })
  }
}
