import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { burnRulesAt } from '../../../../src/core/budgets/burn-rule.ts'
import { judgedRules } from '../../../../src/core/budgets/burn-verdict.ts'
import { compareRatio } from '../../../../src/core/budgets/compare.ts'
import { questionOf, readingOf } from '../../../../src/core/budgets/reading-of.ts'
import { windowAt } from '../../../../src/core/budgets/slo-window.ts'
import { type Slo, sloKey } from '../../../../src/core/budgets/slo.ts'
import { ALERT_NAMES } from '../../../../src/adapters/prometheus/rules/alert-rules.ts'
import { rulesText, yamlText } from '../../../../src/adapters/prometheus/rules/rules-text.ts'
import { sloRules } from '../../../../src/adapters/prometheus/rules/slo-rules.ts'
import { withinPromtool } from '../../../../src/adapters/prometheus/rules/tests/within-promtool.ts'
import { prometheusSource } from '../../../../src/adapters/prometheus/source.ts'
import { formatDuration, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, startPrometheus } from '../../../support/prometheus-server.ts'
import { restlessClock } from '../slos.ts'
import { asInputSeries, asOpenMetrics, BEGINS_AT } from './a-half-day.ts'
import { FORTY_SLOS } from './forty-slos.ts'
import { promtool } from './promtool.ts'

const STEP_MINUTES = 20
/** Minutes at which both are asked: close together where much begins and ends. */
const TIMES = [
  20, 60, 100, 120, 140, 160, 180, 220, 260, 300, 340, 400, 440, 500, 520, 540, 560, 620, 680, 720,
]

/** By minute: `alert service/slo` of each that fires. */
type Firing = ReadonlyMap<number, readonly string[]>

const LIMIT_MS = 600_000

/** The rules know nothing of young data, and half a day is young. */
const SLOS = FORTY_SLOS.map((slo): Slo => ({ ...slo, youngBelow: 0 }))

describe.skipIf(!hasPrometheus())(
  'alerts fire and clear where the bot’s own evaluation does (needs prometheus and promtool)',
  () => {
    let folder: string
    let bot: Firing
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'budgeteer-rules-'))
      bot = await asTheBotSees()
    }, LIMIT_MS)
    afterAll(() => rm(folder, { recursive: true, force: true }))

    test('at every time of half a day, for 40 SLOs of all kinds', { timeout: LIMIT_MS }, async () => {
      const rules = FORTY_SLOS.map((slo) =>
        sloRules(slo, { names: new Set(), alerts: { runbook: null, asksFreeze: false } }, BEGINS_AT),
      )
      const within = rules.map((one) => withinPromtool(one.groups))
      expect(within.flatMap(({ leftOut }) => leftOut.filter((name) => name.startsWith('Error')))).toEqual([])
      const groups = within.flatMap((one) => one.groups)
      expect(rules.filter((one) => one.groups.length > 0)).toHaveLength(42)
      await writeFile(
        join(folder, 'rules.yaml'),
        rulesText(groups, 'prometheus', { name: '', namespace: null, labels: {} }, 'By a test'),
      )
      await writeFile(join(folder, 'same.test.yaml'), testOf(bot))
      const said = await promtool(['test', 'rules', join(folder, 'same.test.yaml')])
      expect(said.text).not.toContain('FAILED')
      expect(said.code).toBe(0)
    })

    test('and the rules are exercised: each alert of most SLOs both fires and does not', () => {
      const often = new Map<string, number>()
      for (const alert of [...bot.values()].flat()) often.set(alert, (often.get(alert) ?? 0) + 1)
      const changing = [...often].filter(([, count]) => count < TIMES.length).map(([alert]) => alert)
      for (const [name, least] of [
        [ALERT_NAMES.page, 20],
        [ALERT_NAMES.ticket, 20],
        [ALERT_NAMES.exhausted, 10],
      ] as const)
        expect(changing.filter((alert) => alert.startsWith(name)).length).toBeGreaterThan(least)
    })
  },
)

/** A test that at each time wants exactly the alerts that the bot sees. */
const testOf = (bot: Firing): string =>
  yamlText(
    {
      rule_files: ['rules.yaml'],
      evaluation_interval: formatDuration(STEP_MINUTES * MINUTE_MS),
      tests: [
        {
          interval: '1m',
          input_series: asInputSeries(),
          promql_expr_test: TIMES.map((minute) => ({
            expr: 'count by (alertname, slo) (ALERTS{alertstate="firing"})',
            eval_time: `${minute}m`,
            exp_samples: (bot.get(minute) ?? []).map((alert) => {
              const [name = '', key = ''] = alert.split(' ')
              return { labels: `{alertname="${name}",slo="${key.replace('shop/', '')}"}`, value: 1 }
            }),
          })),
        },
      ],
    },
    null,
  )

/** Measured on a real Prometheus and judged by the bot's rules, at each time. */
async function asTheBotSees(): Promise<Firing> {
  const server = await startPrometheus({ openMetrics: asOpenMetrics(), retention: '3650d' })
  const source = prometheusSource(
    [
      {
        name: 'main',
        url: server.url,
        timeoutMs: 60_000,
        concurrency: 2,
        retries: 1,
        auth: { kind: 'none' },
      },
    ],
    restlessClock(),
  )
  try {
    const firing = new Map<number, readonly string[]>()
    for (const minute of TIMES) {
      const at = BEGINS_AT + minute * MINUTE_MS
      const questions = SLOS.map((slo) => questionOf(slo, at))
      const measured = await source.measure(questions, at)
      firing.set(
        minute,
        SLOS.flatMap((slo) => {
          const reading = readingOf(slo, measured.get(sloKey(slo)) ?? { samples: new Map() }, at)
          return alertsOf(slo, reading, at)
        }),
      )
    }
    return firing
  } finally {
    await source.close()
    await server.stop()
  }
}

function alertsOf(slo: Slo, reading: ReturnType<typeof readingOf>, at: number): string[] {
  const rules = burnRulesAt(slo.burnRules ?? [], windowAt(slo.window, at).lengthMs)
  const fired = judgedRules(rules, reading).filter(({ verdict }) => verdict === 'firing')
  const isExhausted = reading.kind === 'measured' && compareRatio(reading.remainingRatio, 0) <= 0
  return [
    ...new Set(fired.map(({ rule }) => ALERT_NAMES[rule.severity])),
    ...(isExhausted && slo.window.kind === 'rolling' && isRecordable(slo) ? [ALERT_NAMES.exhausted] : []),
  ].map((name) => `${name} ${sloKey(slo)}`)
}

/** What is left out of the rules has data here neither. */
const isRecordable = ({ sli }: Slo): boolean => sli.kind !== 'remaining'
