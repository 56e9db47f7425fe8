import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allowedDowntimeMs } from '../../../src/core/budgets/budget.ts'
import { sloKey, type Slo } from '../../../src/core/budgets/slo.ts'
import { windowText } from '../../../src/core/budgets/slo-window.ts'
import { describeProblems } from '../../../src/config/reading/problem.ts'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const EXAMPLES = join(import.meta.dirname, '../../../config/examples')

async function slosOf(example: string): Promise<readonly Slo[]> {
  const loaded = await loadConfiguration({ file: join(EXAMPLES, example, 'budgeteer.yaml') })
  expect(describeProblems(loaded.problems)).toBe('')
  if (!loaded.ok) throw new Error('the example has mistakes')
  return [...loaded.catalog.services.values()].flatMap(({ slos }) => slos)
}

/** What the documents' tables say, where they say it. */
describe.each([
  {
    example: 'ml-platform',
    tables: [
      'batch-inference/success-rate 95 over 30d: batch',
      'batch-inference/completion-time 95 over 30d: batch',
      'feature-store/availability 99.99 over 30d: events',
      'feature-store/latency 99 over 7d: latency',
      'model-api/availability 99.9 over 30d: events',
      'model-api/latency 95 over 7d: latency',
      'model-api/quality 99 over 7d: quality',
    ],
  },
  {
    example: 'checkout',
    tables: [
      'checkout-api/success-rate 99.9 over 30d: pushed',
      'payment-gateway/fast-successes 99.95 over 30d: events',
    ],
  },
  { example: 'pro-api', tables: ['pro-api/availability 99.95 over 30d: events (SLA 99.9)'] },
  {
    example: 'journey',
    tables: [
      'buying/success 99.3 over 30d: composite',
      'shop/health 99.4 over 30d: composite',
      'catalogue/availability 99.5 over 30d: events',
      'basket/availability 99.9 over 30d: events',
      'payments/availability 99.95 over 30d: events (SLA 99.9)',
    ],
  },
  {
    example: 'id-generator',
    tables: [
      'id-generator/availability 99.99 over 30d: events',
      'id-generator/latency 99.9 over 30d: latency',
    ],
  },
])('the example $example', ({ example, tables }) => {
  test('has every SLO of its document, and no mistake', async () => {
    const lines = (await slosOf(example)).map((slo) => {
      const sla = slo.agreement === undefined ? '' : ` (SLA ${slo.agreement.percent})`
      return `${sloKey(slo)} ${slo.objective.percent} over ${windowText(slo.window)}: ${slo.sli.kind}${sla}`
    })
    expect(lines).toEqual(tables)
  })

  test('each has a rationale and a journey', async () => {
    const slos = await slosOf(example)
    expect(slos.filter(({ rationale, journey }) => rationale === undefined || journey === undefined)).toEqual(
      [],
    )
  })
})

test.each([
  ['ml-platform', 'model-api/availability', 43.2 * MINUTE_MS],
  ['ml-platform', 'batch-inference/success-rate', 36 * HOUR_MS],
  ['ml-platform', 'feature-store/availability', 4.32 * MINUTE_MS],
  ['pro-api', 'pro-api/availability', 21.6 * MINUTE_MS],
  ['id-generator', 'id-generator/availability', 4.32 * MINUTE_MS],
])('%s: %s leaves what the document says', async (example, key, allowedMs) => {
  const slo = (await slosOf(example)).find((one) => sloKey(one) === key)
  if (slo?.window.kind !== 'rolling') throw new Error(`no ${key}`)
  expect(allowedDowntimeMs(slo.objective, slo.window.lengthMs)).toBeCloseTo(allowedMs, 6)
})
