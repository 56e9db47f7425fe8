import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LevelRibbon } from '../../src/core/pictures/picture.ts'
import { readBack } from '../support/read-back.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { aHome, type Home } from './a-home.ts'
import { type OutageHistory, outageHistory, SHOP } from './outage-history.ts'
import { runCli } from './run-cli.ts'

const HOUR_S = 3_600

interface Told {
  readonly from: string
  readonly stepSeconds: number
  readonly policies: readonly {
    readonly policy: string | null
    readonly services: readonly {
      readonly service: string
      readonly levels: readonly { readonly level: string; readonly seconds: number }[]
      readonly periods: readonly { readonly level: string; readonly from: string }[]
      readonly freezes: readonly {
        readonly kind: string
        readonly level?: string
        readonly from: string
        readonly until: string | null
        readonly reason: string
      }[]
      readonly changes: readonly {
        readonly change: string
        readonly approvedSeconds: number
        readonly askedSeconds: number
        readonly blockedSeconds: number
        readonly asked: readonly { readonly words: string }[]
      }[]
      readonly burnAlerts: readonly { readonly severity: string; readonly from: string }[]
      readonly slos: readonly {
        readonly firstMeasuredAt: string | null
        readonly gaps: readonly { readonly reason: string }[]
      }[]
    }[]
  }[]
}

describe.skipIf(!hasPrometheus())('backtest on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let history: OutageHistory
  beforeAll(async () => {
    history = outageHistory(17, 8)
    server = await startPrometheus({ openMetrics: history.openMetrics })
  })
  afterAll(() => server.stop())

  async function aShop(): Promise<Home> {
    const home = await aHome()
    await home.edit(
      'budgeteer.yaml',
      'store:',
      `sources: { main: { prometheus: { url: ${server.url} } } }\nstore:`,
    )
    await home.write('slos/checkout.yaml', SHOP)
    return home
  }
  const jsonOf = async (home: Home, ...args: readonly string[]): Promise<Told> => {
    const { code, out, err } = await runCli(['backtest', '--json', ...args, ...home.config])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out) as Told
  }

  test('an outage freezes under zones until its window has passed, and says why, for whom and for how long', async () => {
    const home = await aShop()
    const told = await jsonOf(home, '--policy', 'zones', '--last', '9d')
    const [shop] = told.policies[0]?.services ?? []
    // One of the 168 hours of a week spends 60 % of what may fail, two spend more than all of it.
    const inTwoHours = new Date(history.failedAt + 2 * HOUR_S * 1_000).toISOString()
    expect(shop?.periods.map(({ level }) => level)).toEqual(
      expect.arrayContaining(['GREEN', 'RED']) as string[],
    )
    const red = shop?.freezes.find(({ level }) => level === 'RED')
    expect(red).toMatchObject({
      kind: 'level',
      reason: expect.stringMatching(/availability had -\d+/) as string,
    })
    expect(shop?.freezes[0]?.from.slice(0, 13)).toBe(inTwoHours.slice(0, 13))
    expect(shop?.burnAlerts[0]).toMatchObject({ severity: 'page' })
    const seconds = shop?.levels.reduce((sum, level) => sum + level.seconds, 0)
    expect(seconds).toBe(9 * 24 * HOUR_S)
    const feature = shop?.changes.find(({ change }) => change === 'feature')
    expect(
      (feature?.approvedSeconds ?? 0) + (feature?.askedSeconds ?? 0) + (feature?.blockedSeconds ?? 0),
    ).toBe(9 * 24 * HOUR_S)
    expect(feature?.blockedSeconds).toBeGreaterThan(6 * 24 * HOUR_S)
    const critical = shop?.changes.find(({ change }) => change === 'critical-fix')
    expect(critical?.asked.map(({ words }) => words)).toContain('VP Engineering and CEO')
  })

  test('text has a line of levels that fits the terminal, Markdown the same as a page', async () => {
    const home = await aShop()
    const { code, out } = await runCli([
      'backtest',
      ...['--policy', 'zones', '--policy', 'three-tier', '--last', '9d'],
      ...home.config,
    ])
    expect(code).toBe(0)
    const lines = out.split('\n').filter((line) => /[▁█]{5}/.test(line))
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines[0]).toMatch(/^ {2}zones .*▁+.*█+.*▁$/)
    expect(out).toContain('RED is when less than 0% of the budget is left')
    const markdown = await runCli([
      'backtest',
      '--policy',
      'zones',
      '--last',
      '9d',
      '--markdown',
      ...home.config,
    ])
    expect(markdown.out).toMatch(/^# Backtest\n[^]*\n## Shop \(shop\)\n[^]*\| Freeze \| From \|/)
  })

  test('--svg draws the same levels as --json tells, and a page in Markdown shows it', async () => {
    const home = await aShop()
    const file = join(home.dir, 'levels of the shop.svg')
    const told = await jsonOf(home, '--policy', 'zones', '--last', '9d', '--svg', file)
    const { figures } = readBack<LevelRibbon>(await readFile(file, 'utf8'))
    expect(
      figures.rows[0]?.periods.map(({ level, from }) => ({
        level: figures.levels[level]?.level,
        from: new Date(from).toISOString(),
      })),
    ).toEqual(told.policies[0]?.services[0]?.periods.map(({ level, from }) => ({ level, from })))
    const args = ['--policy', 'zones', '--last', '9d', '--step', '12h', '--markdown', '--svg', file]
    const { out } = await runCli(['backtest', ...args, ...home.config])
    expect(out).toContain('\n![The levels over time](<')
    expect(out).toContain('levels%20of%20the%20shop.svg>)\n')
  })

  test('a picture that cannot be written is said after the answer', async () => {
    const home = await aShop()
    const args = ['--last', '2d', '--step', '12h', '--svg', join(home.dir, 'nowhere', 'a.svg')]
    const { code, out, err } = await runCli(['backtest', ...args, ...home.config])
    expect(code).toBe(1)
    expect(out).toContain('Shop (shop)')
    expect(err).toMatch(/nowhere.a\.svg does not exist/)
  })

  test('history that is not there is said, and is no level', async () => {
    const home = await aShop()
    const told = await jsonOf(home, '--last', '20d', '--step', '12h')
    const [shop] = told.policies[0]?.services ?? []
    expect(told.policies[0]?.policy).toBeNull()
    expect(shop?.periods[0]?.level).toBe('UNKNOWN')
    expect(shop?.slos[0]?.gaps[0]).toMatchObject({ reason: 'no_data' })
    const { out } = await runCli(['backtest', '--last', '20d', '--step', '12h', ...home.config])
    expect(out).toMatch(/Missing history\n {4}Availability: the first figure is of \d{4}-/)
  })

  test('a policy that ships is played beside the own, although the configuration has no file of it', async () => {
    const home = await aShop()
    for (const file of ['zones.yaml', 'zones.test.yaml']) await rm(join(home.dir, 'config', 'policies', file))
    const policies = ['--policy', 'zones', '--policy', 'error-budget-policy']
    const told = await jsonOf(home, ...policies, '--last', '2d', '--step', '12h')
    expect(told.policies.map(({ policy }) => policy)).toEqual(['zones', 'error-budget-policy'])
  })

  test('--prometheus is asked in place of the configured sources', async () => {
    const home = await aHome()
    await home.edit(
      'budgeteer.yaml',
      'store:',
      `sources: { main: { prometheus: { url: http://127.0.0.1:9, auth: { bearer_env: NOT_THERE } } } }\nstore:`,
    )
    await home.write('slos/checkout.yaml', SHOP)
    const told = await jsonOf(home, '--prometheus', server.url, '--last', '2d', '--step', '12h')
    expect(told.policies[0]?.services[0]?.slos[0]?.gaps).toEqual([])
  })
})

describe('backtest that cannot be made', () => {
  test.each([
    ['an unknown policy', ['--policy', 'zonse'], 'no policy is called zonse; did you mean zones?'],
    ['an unknown service', ['--service', 'chekout'], 'no service is called chekout; did you mean checkout?'],
  ])('%s', async (_, args, says) => {
    const home = await aHome()
    const { code, out, err } = await runCli(['backtest', ...args, ...home.config])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(says)
  })

  test('a source out of reach', async () => {
    const home = await aHome()
    await home.edit(
      'budgeteer.yaml',
      'store:',
      'sources: { main: { prometheus: { url: http://127.0.0.1:9 } } }\nstore:',
    )
    await home.write('slos/checkout.yaml', SHOP)
    const { code, out, err } = await runCli(['backtest', ...home.config])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^error: the history cannot be read: http:\/\/127\.0\.0\.1:9: /)
  })

  test.each([
    ['a step that is too short', ['--step', '30s'], 'must be at least 1m'],
    ['less than a step', ['--last', '30m'], 'must be at least one step'],
    ['two formats', ['--json', '--markdown'], 'cannot be used with'],
    ['no address', ['--prometheus', 'prometheus'], 'http://prometheus:9090'],
  ])('%s is wrong usage', async (_, args, says) => {
    const { code, err } = await runCli(['backtest', ...args])
    expect(code).toBe(2)
    expect(err).toContain(says)
  })
})
