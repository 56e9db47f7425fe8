import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import type { StatusReport } from '../../src/core/status/status-report.ts'
import { hasPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { aHome, type Home, pushOrders } from './a-home.ts'
import { runCli } from './run-cli.ts'

const report = (out: string): StatusReport => JSON.parse(out) as StatusReport

const HOUR_MS = 3_600_000

describe('status of counts that were pushed', () => {
  test('every SLO stands in a table, without any secret of Slack', async () => {
    const home = await aHome()
    await pushOrders(home, 0.18)
    const { code, out, err } = await runCli(['status', ...home.config])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/Checkout \(checkout\): CRITICAL, /)
    expect(out).toMatch(/SLO +OBJECTIVE +WINDOW +LEFT +BURN 1H/)
    expect(out).toMatch(/Orders that go through +99% +30d +18% .* 820 of 100,000\n/)
    expect(out).toMatch(/\nAs of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/)
  })

  test('a composite, its SLA and the maintenance of its parts', async () => {
    const home = await aHome()
    await pushOrders(home, 0.18)
    await home.write(
      'slos/buying.yaml',
      `services:
  - name: buying
    title: Buying
    owner: { users: [U0OWNER] }
    journey: A customer buys something.
    slos:
      - name: success
        title: Purchases
        objective: 99
        sla: 98
        window: 30d
        rationale: The two that matter.
        sli:
          composite:
            method: worst
            of: [{ service: checkout, slo: orders }, { slo: returns }]
      - { name: returns, title: Returns, objective: 90, window: 30d, sli: { pushed: {} } }
`,
    )
    const soon = new Date(Date.now() + 24 * HOUR_MS).toISOString().slice(0, 16)
    await home.write(
      'maintenance.yaml',
      `maintenance: [{ name: m, reason: r, once: { from: 2020-01-01T00:00, until: ${soon} }, services: [buying], slos: [returns] }]\n`,
    )
    await home.store((store) =>
      store.pushedCounts.add([
        { service: 'buying', slo: 'returns', good: 0, total: 10, at: Date.now() - HOUR_MS },
        { service: 'buying', slo: 'returns', good: 0, total: 0, at: Date.now() },
      ]),
    )
    const { out } = await runCli(['status', 'buying', ...home.config])
    for (const line of [
      '  A customer buys something.',
      '  Purchases: SLA 98%: 59% left, 510 of 864 min · objective 77.8 of 432 min · headroom 432 min',
      '  Purchases: The worst of 2 parts',
      '  Purchases: – Orders that go through (checkout/orders): 99.18%, 100% of what is spent',
      '  Purchases: – Returns (buying/returns): no traffic, left out',
      '  Purchases: why 99%: The two that matter.',
      'no traffic: all of that time was maintenance',
    ])
      expect(out).toContain(line)
    const { services } = report((await runCli(['status', 'buying', '--json', ...home.config])).out)
    expect(services.map(({ service }) => service)).toEqual(['buying'])
    expect(services[0]?.slos[0]).toMatchObject({
      errorRatio: expect.closeTo(0.0082) as number,
      agreement: { objective: 98, remainingRatio: expect.closeTo(0.59) as number },
      method: 'worst',
      parts: [{ service: 'checkout', spentShare: 1 }, { missing: 'no_traffic' }],
    })
  })

  test('--json has the shape that scripts rely on, and nothing else on standard output', async () => {
    const home = await aHome()
    await pushOrders(home, 0.18)
    const { code, out } = await runCli(['status', 'checkout', '--json', ...home.config])
    const number = expect.any(Number) as number
    expect(code).toBe(0)
    expect(report(out)).toMatchObject({
      at: expect.stringMatching(/Z$/) as string,
      services: [
        {
          service: 'checkout',
          level: 'CRITICAL',
          since: expect.stringMatching(/Z$/) as string,
          remainingRatio: expect.closeTo(0.18) as number,
          young: null,
          slos: [
            {
              slo: 'orders',
              objective: 99,
              window: '30d',
              good: 99_180,
              total: 100_000,
              errorRatio: expect.closeTo(0.0082) as number,
              remainingRatio: expect.closeTo(0.18) as number,
              burnRates: { '5m': 0, '1h': 0, '6h': number, '1d': number, '3d': number },
              exhaustsInSeconds: number,
            },
          ],
        },
      ],
    })
  })

  test('a level goes on since the bot saw it begin, and a better one has to hold first', async () => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const since = Date.now() - 5 * HOUR_MS
    await home.store(({ statuses }) =>
      statuses.save([
        {
          service: 'checkout',
          level: 'WARNING',
          since,
          slo: 'orders',
          remainingRatio: 0.4,
          young: null,
          knownAt: since,
          polledAt: since,
          missing: [],
          recovering: null,
          policyVersion: '1',
        },
      ]),
    )
    const [service] = report((await runCli(['status', '--json', ...home.config])).out).services
    expect(service).toMatchObject({ level: 'WARNING', since: new Date(since).toISOString() })
    expect(service?.recovering?.level).toBe('HEALTHY')
    expect((await runCli(['status', ...home.config])).out).toMatch(/recovering: HEALTHY from .* if it holds/)
  })

  test('what freezes a service and what may ship stand in it as the bot would say them', async () => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const of = async () =>
      report((await runCli(['status', 'checkout', '--json', ...home.config])).out).services[0]
    const open = (await of())?.changes.filter(({ decision }) => decision !== 'blocked') ?? []
    expect(open.map(({ change }) => change)).toContain('feature')
    await home.store(({ declaredFreezes }) =>
      declaredFreezes.save({
        id: 'f_1',
        kind: 'freeze',
        service: 'checkout',
        reason: 'Launch week',
        declaredBy: 'U0SRE',
        declaredAt: Date.now() - HOUR_MS,
        until: null,
        endedAt: null,
        endedBy: null,
        toldIn: null,
      }),
    )
    const frozen = await of()
    expect(frozen?.freezes).toMatchObject([{ kind: 'declared', reason: 'Launch week', inForce: true }])
    expect(frozen?.changes.find(({ change }) => change === 'feature')).toMatchObject({ decision: 'blocked' })
  })

  test('nothing is written: no reading, no status, no message, no audit entry', async () => {
    const home = await aHome()
    await pushOrders(home, -0.5)
    await runCli(['status', ...home.config])
    await home.store(async (store) => {
      expect(await store.readings.latest()).toEqual([])
      expect(await store.statuses.all()).toEqual([])
      expect(await store.deliveries.pending(10)).toEqual([])
      expect(await verifyChain(store.auditChain.rows())).toMatchObject({ entries: 0 })
    })
  })

  test('before the first start there is no figure, and no database is made', async () => {
    const home = await aHome()
    const { code, out } = await runCli(['status', ...home.config])
    expect(code).toBe(0)
    expect(out).toContain('no data: nothing was pushed in that time')
    expect(existsSync(home.database)).toBe(false)
  })

  test('a file that is no database is reported in a sentence', async () => {
    const home = await aHome()
    await home.store(() => Promise.resolve())
    await writeFile(home.database, 'this is no database at all, but long enough to look at'.repeat(200))
    const { code, out, err } = await runCli(['status', ...home.config])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^error: cannot open the store .*budgeteer\.db: file is not a database\n$/)
  })
})

describe('status of what is queried', () => {
  const queried = async (home: Home, url: string, auth = ''): Promise<void> => {
    await home.edit(
      'budgeteer.yaml',
      'store:',
      `sources: { main: { prometheus: { url: '${url}', timeout: 2s${auth} } } }\nstore:`,
    )
    await home.edit(
      'slos/checkout.yaml',
      '{ pushed: {} }',
      `{ events: { bad: orders_failed_total, total: orders_total } }`,
    )
  }

  test('a source that is away is 1, and the table still stands', async () => {
    const home = await aHome()
    await queried(home, 'http://127.0.0.1:9')
    const { code, out } = await runCli(['status', ...home.config])
    expect(code).toBe(1)
    expect(out).toMatch(/checkout\): UNKNOWN/)
    expect(out).toMatch(/Orders that go through .* source unreachable: .*ECONNREFUSED/)
    expect(out).not.toContain('127.0.0.1')
  })

  test("a source's secret that is not set is told in a sentence", async () => {
    const home = await aHome()
    await queried(home, 'http://127.0.0.1:9', ', auth: { bearer_env: PROMETHEUS_TOKEN }')
    expect(await runCli(['status', ...home.config], { PROMETHEUS_TOKEN: '' })).toEqual({
      code: 1,
      out: '',
      err: 'error: the environment variable PROMETHEUS_TOKEN is not set; source main needs it; set it in the environment or in .env\n',
    })
  })

  test.skipIf(!hasPrometheus())('a real Prometheus gives the figure that its counters hold', async () => {
    const home = await aHome()
    const prometheus = await startPrometheus({ openMetrics: history() })
    try {
      await queried(home, prometheus.url)
      const { code, out, err } = await runCli(['status', '--json', ...home.config])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const [service] = report(out).services
      // 0.7 % of the orders failed, which is 70 % of what an objective of 99 % allows.
      expect(service?.slos[0]?.remainingRatio).toBeCloseTo(0.3, 2)
      expect(service).toMatchObject({ service: 'checkout', level: 'WARNING', stale: false })
    } finally {
      await prometheus.stop()
    }
  })

  test.skipIf(!hasPrometheus())(
    'two minutes in a real Prometheus are young, unless the policy says 0',
    async () => {
      const home = await aHome()
      await home.edit('slos/checkout.yaml', 'objective: 99', 'objective: 99.9')
      const prometheus = await startPrometheus({ openMetrics: twoMinutes() })
      try {
        await queried(home, prometheus.url)
        const young = await runCli(['status', ...home.config])
        expect(young).toMatchObject({ code: 0, err: '' })
        expect(young.out).toMatch(/checkout\): HEALTHY/)
        expect(young.out).toMatch(/99(\.\d+)?%, young: [23] min of 30 d/)
        const policy = 'policies/error-budget-policy.yaml'
        await home.edit(policy, 'recover_after: 15m', 'recover_after: 15m\nyoung_window: 0')
        const plain = await runCli(['status', ...home.config])
        expect(plain.out).toMatch(/checkout\): EMERGENCY/)
        expect(plain.out).toMatch(/-8\d\d%|-9\d\d%/)
        expect(plain.out).not.toContain('young')
      } finally {
        await prometheus.stop()
      }
    },
  )
})

/** Two minutes of a counter, of which one in a hundred failed. */
function twoMinutes(): string {
  const now = Math.floor(Date.now() / 1000)
  const samples = (name: string, each: number): string[] =>
    Array.from({ length: 13 }, (_, step) => `${name} ${step * each} ${now - (12 - step) * 10}`)
  return [
    '# TYPE orders counter',
    ...samples('orders_total', 100),
    '# TYPE orders_failed counter',
    ...samples('orders_failed_total', 1),
    '# EOF',
    '',
  ].join('\n')
}

/** 31 days of a counter that grows by 1,000 an hour, 7 of them bad. */
function history(): string {
  const lines = ['# TYPE orders counter', '# TYPE orders_failed counter']
  const now = Math.floor(Date.now() / 1000)
  const samples = (name: string, perHour: number): string[] =>
    Array.from({ length: 31 * 24 * 12 }, (_, step) => {
      const at = now - (31 * 24 * 12 - step) * 300
      return `${name} ${(step * perHour) / 12} ${at}`
    })
  return [
    lines[0],
    ...samples('orders_total', 1_200),
    lines[1],
    ...samples('orders_failed_total', 8.4),
    '# EOF',
    '',
  ].join('\n')
}

test.each([
  [
    'a service that is not there',
    ['status', 'chekout'],
    'no service is called chekout; did you mean checkout?',
  ],
  ['one argument too many', ['status', 'checkout', 'more'], 'too many arguments'],
  ['an option that is not there', ['status', '--jsn'], '(Did you mean --json?)'],
])('%s is wrong usage', async (_what, args, says) => {
  const home = await aHome()
  const { code, out, err } = await runCli([...args, ...home.config])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(says)
})
