import { overEach } from '../../support/questions.ts'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { answers, scriptedServer } from './scripted-server.ts'
import { restlessClock, sloOf } from './slos.ts'

describe.skipIf(!hasPrometheus())('a Prometheus that scrapes (needs prometheus and promtool)', () => {
  test('a service that begins to fail is seen within seconds', async () => {
    let seconds = 0
    await using target = await scriptedServer([
      (response, received) => {
        seconds += 1
        const failed = 100 * Math.max(0, seconds - 3)
        const text = `requests_total{code="200"} ${100 * seconds}\nrequests_total{code="500"} ${failed}\n`
        answers(200, text, { 'content-type': 'text/plain' })(response, received)
      },
    ])
    const address = target.url.replace('http://', '')
    const prometheus = await startPrometheus({ scrapeTargets: [{ job: 'api', address }] })
    const source = prometheusSource(
      [
        {
          name: 'main',
          url: prometheus.url,
          timeoutMs: 5_000,
          concurrency: 2,
          retries: 1,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    const failing = sloOf('live', {
      kind: 'events',
      source: 'main',
      bad: 'requests_total{job="api",code="500"}',
      total: 'requests_total{job="api"}',
    })
    const good = async (): Promise<number> => {
      const measured = await source.measure(overEach([failing], [MINUTE_MS]), Date.now())
      const sample = measured.get('checkout/live')?.samples.get(MINUTE_MS)
      return sample?.kind === 'counts' ? sample.good / sample.total : 1
    }
    try {
      let ratio = 1
      for (let tries = 0; tries < 100 && ratio > 0.8; tries += 1) {
        await setTimeout(200)
        ratio = await good()
      }
      expect(ratio).toBeLessThanOrEqual(0.8)
      expect(ratio).toBeGreaterThan(0)
    } finally {
      await source.close()
      await prometheus.stop()
    }
  })
})
