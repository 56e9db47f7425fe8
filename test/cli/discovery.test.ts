import { describe, expect, test } from 'vitest'
import type { StatusReport } from '../../src/core/status/status-report.ts'
import { hasPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { recordedHistory, slothSeries } from '../adapters/prometheus/recorded/recorded-history.ts'
import { aHome, pushOrders, type Home } from './a-home.ts'
import { runCli } from './run-cli.ts'

const thirty = { days: 30, name: '30d' }
const ratios = { '5m': 0, '1h': 0, '6h': 0, '1d': 0, '3d': 0, period: 0.00025 }

async function searching(url: string): Promise<Home> {
  const home = await aHome()
  await pushOrders(home, 0.9)
  await home.edit(
    'budgeteer.yaml',
    'store:',
    `sources: { main: { prometheus: { url: '${url}', timeout: 3s, discover: { owner: { users: [U0OWNER] } } } } }\nstore:`,
  )
  return home
}

describe.skipIf(!hasPrometheus())(
  'SLOs that recorded series describe (needs prometheus and promtool)',
  () => {
    test('stand in status beside the configured ones; doctor says what is found and what is not followed; check asks no server', async () => {
      const series = [
        ...slothSeries({
          service: 'found',
          slo: 'a',
          version: 'v0.12.0',
          objective: 99.9,
          period: thirty,
          ratios,
        }),
        ...slothSeries({
          service: 'found',
          slo: 'b',
          version: 'budgeteer-1',
          objective: 99.9,
          period: thirty,
          ratios: {},
        }),
        ...slothSeries({
          service: 'checkout',
          slo: 'x',
          version: 'v0.12.0',
          objective: 99,
          period: thirty,
          ratios,
        }),
        ...slothSeries({
          service: 'perfect',
          slo: 'a',
          version: 'v0.12.0',
          objective: 100,
          period: thirty,
          ratios,
        }),
      ]
      const server = await startPrometheus({ openMetrics: recordedHistory(series, Date.now()) })
      try {
        const home = await searching(server.url)
        const status = await runCli(['status', '--json', ...home.config])
        const { services } = JSON.parse(status.out) as StatusReport
        expect(services.map(({ service, slos }) => [service, slos.map(({ slo }) => slo)])).toEqual([
          // The one that is not known whole comes first.
          ['found', ['a', 'b']],
          ['checkout', ['orders']],
        ])
        const [a, b] = services[0]?.slos ?? []
        expect(a?.remainingRatio).toBeCloseTo(0.75, 9)
        expect(b).toMatchObject({ missing: 'no_data', missingDetail: 'nothing is recorded over 30d' })

        expect((await runCli(['status', 'found', ...home.config])).out).toMatch(/found \(found\): /)
        const unknown = await runCli(['status', 'fond', ...home.config])
        expect(unknown).toMatchObject({
          code: 2,
          err: expect.stringMatching(/no service is called fond; did you mean found/) as string,
        })

        const checked = await runCli(['check', ...home.config])
        expect(checked.out).toMatch(
          /Source main is searched for SLOs when the bot runs; check asks no server/,
        )

        const { out } = await runCli(['doctor', ...home.config])
        expect(out.split('\n').map((line) => line.trim())).toEqual(
          expect.arrayContaining([
            '✓ main describes 3 SLOs, of which 2 are followed without a file (1 service)',
            expect.stringMatching(
              /^! main: Sloth records found\/a; its figure of the whole window is the mean of/,
            ),
            expect.stringMatching(/^✓ checkout\/x of main: services of that name are configured/),
            expect.stringMatching(
              /^! perfect\/a, which main describes, is not followed: its objective is 100 %/,
            ),
            '✓ 1 of 2 discovered SLOs have a figure',
            expect.stringMatching(/^! no figure: found\/b \(no data: nothing is recorded over 30d\)/),
          ]),
        )
      } finally {
        await server.stop()
      }
    })

    test('a source that cannot be searched leaves the configured ones in place', async () => {
      const home = await searching('http://127.0.0.1:9')
      const { err, out } = await runCli(['status', ...home.config])
      expect(err).toMatch(/^main could not be searched for SLOs: http:\/\/127\.0\.0\.1:9: ECONNREFUSED/)
      expect(out).toMatch(/Checkout \(checkout\): /)
    })
  },
)
