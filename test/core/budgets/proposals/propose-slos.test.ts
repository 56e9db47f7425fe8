import { expect, test } from 'vitest'
import type {
  MetricsInventory,
  SeriesGroup,
} from '../../../../src/core/budgets/proposals/metrics-inventory.ts'
import { proposeSlos } from '../../../../src/core/budgets/proposals/propose-slos.ts'
import { readProposals } from '../../../../src/core/budgets/proposals/read-proposals.ts'
import type { Slo } from '../../../../src/core/budgets/slo.ts'

const AT = Date.parse('2026-03-01T12:00:00Z')
const wanted = { source: 'main', services: [], mostServices: 20 }

/** A source that holds these series, by metric. */
const holding = (
  groups: Readonly<Record<string, readonly SeriesGroup[]>>,
  more: Partial<MetricsInventory> = {},
): MetricsInventory => ({
  names: () => Promise.resolve({ kind: 'answered', value: Object.keys(groups) }),
  groups: (metric) => Promise.resolve({ kind: 'answered', value: groups[metric] ?? [] }),
  eventsUpTo: () =>
    Promise.resolve({
      kind: 'answered',
      value: new Map([
        [0.3, 97],
        [Infinity, 100],
      ]),
    }),
  ...more,
})

const group = (labels: Readonly<Record<string, string>>, perSecond = 1): SeriesGroup => ({
  labels,
  perSecond,
})

async function slosOf(inventory: MetricsInventory, more: object = {}): Promise<readonly Slo[]> {
  const proposals = await proposeSlos(inventory, { ...wanted, ...more }, AT)
  if ('kind' in proposals) throw new Error(proposals.detail)
  return proposals.services.flatMap(({ slos }) => slos)
}

test('a service is named by the first label that all series of a metric have', async () => {
  const slos = await slosOf(
    holding({
      http_requests_total: [
        group({ service: 'cart', job: 'web', code: '200' }),
        group({ service: 'pay', job: 'web', code: '500' }),
      ],
      shop_requests_total: [
        group({ service: 'half', job: 'batch', code: '200' }),
        group({ job: 'batch', code: '200' }),
      ],
    }),
  )
  expect(slos.map(({ service, sli }) => [service, 'total' in sli && sli.total])).toEqual([
    ['batch', 'shop_requests_total{job="batch"}'],
    ['cart', 'http_requests_total{service="cart"}'],
    ['pay', 'http_requests_total{service="pay"}'],
  ])
})

test('the label can be named, and series without it are no service', async () => {
  const inventory = holding({
    http_requests_total: [
      group({ team: 'a', job: 'web', code: '200' }),
      group({ team: 'b', job: 'web', code: '500' }),
    ],
  })
  expect((await slosOf(inventory, { serviceLabel: 'team' })).map(({ service }) => service)).toEqual([
    'a',
    'b',
  ])
  expect(await slosOf(inventory, { serviceLabel: 'nobody' })).toEqual([])
})

test('the busiest services come first, and what is too much is named', async () => {
  const inventory = holding({
    http_requests_total: ['a', 'b', 'c'].map((job, index) => group({ job, code: '200' }, index)),
  })
  expect(await proposeSlos(inventory, { ...wanted, mostServices: 2 }, AT)).toMatchObject({
    services: [{ name: 'c' }, { name: 'b' }],
    left: ['a'],
  })
})

test('of several metrics of one service the best known is taken', async () => {
  const slos = await slosOf(
    holding({
      cache_http_requests_total: [group({ job: 'web', code: '200' }, 1_000)],
      http_requests_total: [group({ job: 'web', code: '200' }, 1)],
    }),
  )
  expect(slos).toMatchObject([{ name: 'availability', sli: { total: 'http_requests_total{job="web"}' } }])
})

test('names that nobody can type become plain, and stay apart', async () => {
  const jobs = ['shop/cart', 'shop cart', '価格', 'x"}) or vector(1) #\n- evil: [', '\u202Eevil']
  const slos = await slosOf(holding({ http_requests_total: jobs.map((job) => group({ job, code: '200' })) }))
  const names = slos.map(({ service }) => service)
  expect(new Set(names).size).toBe(jobs.length)
  expect(names.filter((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))).toEqual([])
  expect(slos.map(({ sli }) => 'total' in sli && sli.total)).toContain(
    'http_requests_total{job="x\\"}) or vector(1) #\\n- evil: ["}',
  )
})

test('a metric that is not answered costs no other one, and is told', async () => {
  const groups = { http_requests_total: [group({ job: 'web', code: '200' })], slow_requests_total: [] }
  const inventory = holding(groups, {
    groups: (metric) =>
      Promise.resolve(
        metric === 'slow_requests_total'
          ? { kind: 'failed', detail: 'no answer within 30000 ms' }
          : { kind: 'answered', value: groups.http_requests_total },
      ),
  })
  expect(await proposeSlos(inventory, wanted, AT)).toMatchObject({
    services: [{ name: 'web' }],
    remarks: ['slow_requests_total was not answered: no answer within 30000 ms'],
  })
})

test('a source that names no metrics has no proposals', async () => {
  const inventory = holding({}, { names: () => Promise.resolve({ kind: 'failed', detail: 'HTTP 404' }) })
  expect(await proposeSlos(inventory, wanted, AT)).toEqual({ kind: 'failed', detail: 'HTTP 404' })
})

test('after two rounds in vain the rest is not asked for', async () => {
  const inventory = holding({
    http_requests_total: Array.from({ length: 20 }, (_, index) =>
      group({ job: `job-${index}`, code: '200' }),
    ),
  })
  const slos = await slosOf(inventory)
  let rounds = 0
  const read = await readProposals(
    {
      measure: (questions) => {
        rounds += 1
        return Promise.resolve(
          new Map(
            questions.map(({ slo, lookbacksMs }) => [
              `${slo.service}/${slo.name}`,
              {
                samples: new Map(
                  lookbacksMs.map((ms) => [
                    ms,
                    { kind: 'missing', reason: 'source_timeout', detail: 'too slow' } as const,
                  ]),
                ),
              },
            ]),
          ),
        )
      },
    },
    slos,
    true,
    AT,
  )
  expect(rounds).toBe(2)
  expect(read).toHaveLength(20)
  expect(read.at(-1)?.reading).toMatchObject({
    kind: 'missing',
    reason: 'source_timeout',
    detail: 'not asked for, since others took too long',
  })
})
