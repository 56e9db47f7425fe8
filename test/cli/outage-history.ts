import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'

/** Requests of a shop up to the last five minutes, a sample each, with one outage of six hours. */
export interface OutageHistory {
  readonly openMetrics: string
  /** When everything began to fail; a whole hour. */
  readonly failedAt: number
}

const PER_SAMPLE = 300
const SAMPLE_MS = 5 * MINUTE_MS

/** `days` of history, the outage `daysAgo`. */
export function outageHistory(days: number, daysAgo: number): OutageHistory {
  const until = Math.floor(Date.now() / SAMPLE_MS) * SAMPLE_MS
  const failedAt = Math.floor((until - daysAgo * DAY_MS) / HOUR_MS) * HOUR_MS
  const good: string[] = []
  const bad: string[] = []
  let [goodCount, badCount] = [0, 0]
  for (let at = until - days * DAY_MS; at <= until; at += SAMPLE_MS) {
    good.push(`shop_requests_total{code="200"} ${goodCount} ${at / 1_000}`)
    bad.push(`shop_requests_total{code="500"} ${badCount} ${at / 1_000}`)
    if (at >= failedAt && at < failedAt + 6 * HOUR_MS) badCount += PER_SAMPLE
    else goodCount += PER_SAMPLE
  }
  return { openMetrics: ['# TYPE shop_requests counter', ...good, ...bad, '# EOF', ''].join('\n'), failedAt }
}

/** The shop's SLO on a source that is called main: 99 % of seven days. */
export const SHOP = `services:
  - name: shop
    title: Shop
    owner: { users: [U0OWNER] }
    slos:
      - name: availability
        title: Availability
        objective: 99
        window: 7d
        sli:
          events: { source: main, bad: 'shop_requests_total{code="500"}', total: shop_requests_total }
`
