import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { YamlFile } from '../../src/config/reading/yaml-file.ts'
import { readIncidents } from '../../src/config/what-if/incidents-reader.ts'
import type { Simulation } from '../../src/core/what-if/simulation.ts'
import { hasPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { aHome, pushOrders } from './a-home.ts'
import { runCli } from './run-cli.ts'

const read = (out: string): Simulation => JSON.parse(out) as Simulation

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/what-if.md'), 'utf8')
const shown = (language: string): string =>
  new RegExp(`\n\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? ''

test('the answers of docs/what-if.md are what is printed', async () => {
  const { out } = await runCli(['simulate', '--objective', '99.5', '--window', '30d', '30m', '100%'])
  expect(out).toBe(shown('text'))
})

test('the commands of docs/what-if.md answer', async () => {
  const home = await aHome()
  await pushOrders(home, 0.9)
  const list = join(home.dir, 'year.yaml')
  await writeFile(list, shown('yaml'))
  const commands = shown('sh').trim().split('\n')
  expect(commands).toHaveLength(5)
  for (const line of commands) {
    const [, ...args] = line.replace(/ +#.*/, '').replace('year.yaml', list).split(' ')
    const { code, err } = await runCli([...args, ...home.config])
    expect({ line, code, err }).toEqual({ line, code: 0, err: '' })
  }
})

test('the lists of docs/what-if.md can be read', () => {
  const { outages, problems } = readIncidents(new YamlFile('what-if.md', shown('yaml')))
  expect(problems).toEqual([])
  expect(outages).toHaveLength(3)
})

describe('without a service it is arithmetic on a whole budget', () => {
  test.for([
    ['8m', '3.7%'],
    ['30m', '13.9%'],
    ['2h', '55.6%'],
  ] as const)('%s at 99.5%% over 30 days cost %s', async ([length, share]) => {
    const { code, out, err } = await runCli([
      'simulate',
      '--objective',
      '99.5',
      '--window',
      '30d',
      length,
      '100%',
    ])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('99.5% over 30d allows 216 min of full outage.')
    expect(out).toContain(`${share} of the budget.`)
  })

  test('--json has lengths in seconds', async () => {
    const { out } = await runCli(['simulate', '--objective', '99', '--window', '10d', '1h', '50%', '--json'])
    expect(JSON.parse(out)).toEqual({
      objective: 99,
      window: '10d',
      allowedSeconds: 8_640,
      lostSeconds: 1_800,
      costRatio: 1_800 / 8_640,
      afterRatio: 1 - 1_800 / 8_640,
    })
  })
})

describe('of a service it goes on from what was counted', () => {
  test('an outage, in a table and in sentences', async () => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const { code, out, err } = await runCli(['simulate', 'checkout', '6h', '50%', ...home.config])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^What if: Checkout \(checkout\), from \d{4}-/)
    expect(out).toContain('6 hours in which 50% fails or is slow\n')
    expect(out).toMatch(/SLO +OBJECTIVE +WINDOW +BUDGET +COST\n/)
    expect(out).toMatch(/Orders that go through +99% +30d +90% → /)
    expect(out).toMatch(/\nLevel\n {2}📊 HEALTHY \(.*\) (becomes|stays)/)
    expect(out).toContain('it is out of the window of orders from ')
    expect(out).toMatch(/\nThis rests on\n/)
  })

  test('incidents of a file and of flags, at their times', async () => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const file = join(home.dir, 'incidents.yaml')
    await writeFile(
      file,
      'incidents:\n  - { for: 30m, share: 50 }\n  - { after: 2h, for: 10m, slos: [orders] }\n',
    )
    const { code, out } = await runCli([
      ...['simulate', 'checkout', '--incidents', file, '--incident', 'after 4h 5m 20%', '--json'],
      ...home.config,
    ])
    expect(code).toBe(0)
    const { scenario, from, until } = read(out)
    expect(scenario).toEqual([
      '5 minutes in which 20% fails or is slow, after 4 hours',
      '30 minutes in which 50% fails or is slow',
      '10 minutes in which everything fails, after 2 hours (orders)',
    ])
    expect(Date.parse(until) - Date.parse(from)).toBe(245 * 60_000)
  })

  test('deployments, and another objective', async () => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const deployed = await runCli([
      ...['simulate', 'checkout', '--deployments', '10', '--deployment-cost', '1%', '--json'],
      ...home.config,
    ])
    expect(read(deployed.out).slos[0]?.costRatio).toBeCloseTo(0.1, 2)
    const stricter = await runCli(['simulate', 'checkout', '--objective', '99.9', ...home.config])
    expect(stricter.out).toContain('the objective of orders is 99.9% in place of 99%')
    expect(stricter.out).toMatch(/Orders that go through +99.9% +30d +90% → 0%/)
  })

  test('a budget that nobody measured says why, and exits 1', async () => {
    const home = await aHome()
    const { code, out } = await runCli(['simulate', 'checkout', '30m', ...home.config])
    expect(code).toBe(1)
    expect(out).toContain('no budget to simulate on: no data (nothing was pushed in that time)')
  })

  test.skipIf(!hasPrometheus())('from a real Prometheus, which has little to tell', async () => {
    const home = await aHome()
    const prometheus = await startPrometheus()
    onTestFinished(() => prometheus.stop())
    await home.edit(
      'budgeteer.yaml',
      '\nstore:',
      `\nsources: { main: { prometheus: { url: '${prometheus.url}' } } }\nstore:`,
    )
    await home.write(
      'slos/checkout.yaml',
      `services:
  - name: checkout
    title: Checkout
    owner: { users: [U0OWNER] }
    slos:
      - name: orders
        title: Orders
        objective: 99
        window: 30d
        sli: { events: { source: main, bad: 'prometheus_http_requests_total{code="500"}', total: prometheus_http_requests_total } }
`,
    )
    const { code, out, err } = await runCli(['simulate', 'checkout', '30m', '50%', '--json', ...home.config])
    expect(err).toBe('')
    expect([0, 1]).toContain(code)
    const [slo] = read(out).slos
    expect(slo?.afterRatio === null ? slo.missing : slo?.young).toBeDefined()
  })
})

describe('bad input is told with what would be right', () => {
  test.for<readonly [readonly string[], string]>([
    [['simulate'], 'error: name a service, or give one objective to work from: --objective 99.5\n'],
    [['simulate', '30m'], 'error: name a service, or give one objective to work from: --objective 99.5\n'],
    [
      ['simulate', '--objective', '99.5'],
      'error: say what happens: a length such as 30m, and a share such as 50%\n',
    ],
    [['simulate', '--objective', '99.5', '30'], 'error: “30” is no length of time. 30 has no unit'],
    [['simulate', '--objective', '100', '30m'], 'error: --objective: “100” is no objective'],
    [
      ['simulate', '--objective', '99.5', '--window', 'fortnight', '30m'],
      'error: --window: found fortnight; allowed',
    ],
    [['simulate', '--objective', '99.5', '30m', '120%'], 'error: “120%” is no share of the requests'],
    [['simulate', '--objective', '99.5', '30m', '50%', 'now'], 'error: “now” is too much'],
  ])('%s', async ([args, right]) => {
    const { code, out, err } = await runCli(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(right)
  })

  test.for<readonly [readonly string[], string]>([
    [['checkuot', '30m'], 'no service is called checkuot'],
    [['checkout'], 'say what happens'],
    [['checkout', '30m', '--slo', 'order'], 'checkout has no SLO order'],
    [['checkout', '30m', '--at', 'someday'], '--at: “someday” is no time'],
    [['checkout', '--deployments', 'many'], '--deployments: “many” is no number of deployments'],
    [
      ['checkout', '--deployments', '5'],
      'no deployment of checkout has a cost on record: say what one costs',
    ],
    [['checkout', '--deployment-cost', '1%', '30m'], 'give --deployments as well'],
    [['checkout', '--objective', 'latency=99'], 'checkout has no SLO latency; it has orders'],
    [['checkout', '--incidents', 'nowhere.yaml'], '--incidents: nowhere.yaml cannot be read'],
  ])('of a service: %s', async ([args, right]) => {
    const home = await aHome()
    await pushOrders(home, 0.9)
    const { code, out, err } = await runCli(['simulate', ...args, ...home.config])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(right)
  })

  test('of a file, by line', async () => {
    const home = await aHome()
    const file = join(home.dir, 'incidents.yaml')
    await writeFile(file, 'incidents:\n  - { for: soon, shar: 50 }\n')
    const { code, err } = await runCli(['simulate', 'checkout', '--incidents', file, ...home.config])
    expect(code).toBe(1)
    expect(err).toMatch(/incidents\.yaml:2 .*\n.*found "soon"; allowed: a duration such as/)
    expect(err).toContain('unknown key; did you mean share?')
  })
})
