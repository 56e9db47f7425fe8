import { ChangeFeed } from '../../src/core/kernel/change-feed.ts'
import { HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { createMetrics } from '../../src/adapters/http/metrics.ts'
import { reportDrawing } from '../../src/adapters/reports/report-drawing.ts'
import { type HttpOptions, type HttpServer, startHttp } from '../../src/adapters/http/server.ts'
import { INES } from './people.ts'
import { Platform, service } from './platform.ts'

/** What is left of the budgets, over and over: most are well, some are not, one is spent. */
const LEFT = [0.93, 0.71, 0.98, 0.42, 0.88, 0.64, 0.12, 1, 0.83, 0.995, -0.35, 0.77]
const OBJECTIVES = [['99.5'], ['99.9', '99'], ['95']]

/**
 * A platform with so many services in all kinds of states: of the first twelve one is spent, one frozen by word, one has a
 * correctness incident, one burns, and one was never measured.
 */
export async function fleetOf(count: number): Promise<Platform> {
  const names = Array.from({ length: count }, (_, index) => `service-${index + 1}`)
  const platform = await Platform.open(
    names.map((name, index) => service(name, OBJECTIVES[index % OBJECTIVES.length])),
  )
  for (const [index, name] of names.entries()) {
    platform.source.set(name, LEFT[index % LEFT.length] ?? 1)
    platform.source.set(name, LEFT[(index + 5) % LEFT.length] ?? 1, 'latency')
  }
  platform.source.burnRate = 0.6
  if (count >= 12) {
    platform.source.lose('service-9', 'no_data')
    platform.source.lose('service-9', 'no_data', 'latency')
  }
  await platform.poll()
  if (count >= 12) {
    const { freezes } = useCases(platform.everything)
    const now = platform.clock.now()
    await freezes.declare({
      service: 'service-5',
      reason: 'Black Friday: nothing ships before Monday.',
      until: now + 30 * HOUR_MS,
      userId: INES,
    })
    await freezes.declareCorrectness({
      service: 'service-3',
      what: 'Orders <b>were</b> counted twice',
      userId: INES,
    })
  }
  return platform
}

/** A server of pages over a platform, open to everybody. */
export function servePages(platform: Platform, more: Partial<HttpOptions> = {}): Promise<HttpServer> {
  const cases = useCases(platform.everything)
  return startHttp({
    host: '127.0.0.1',
    port: 0,
    useCases: cases,
    reportDrawing: reportDrawing(cases.pictures.svg),
    readiness: () => Promise.resolve([]),
    tokens: [],
    pages: () => ({ url: null, isPublic: true, timeZone: 'UTC', proxy: null }),
    changes: new ChangeFeed(),
    metrics: createMetrics(),
    clock: platform.clock,
    logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    ...more,
  })
}
