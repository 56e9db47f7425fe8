import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../../../src/adapters/http/metrics.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { promtool } from '../../adapters/prometheus/rules/promtool.ts'
import { requiredProgram } from '../../support/required-program.ts'
import { objectOf, objectsOf } from './rendered.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly runbook: string }
}
interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}

const FILE = join(PROJECT_ROOT, 'deploy/kubernetes/monitoring/alerts.yaml')
const ruleFile = async (): Promise<RuleFile> => {
  const rule = objectOf(objectsOf(await readFile(FILE, 'utf8')), 'PrometheusRule')
  return rule['spec'] as RuleFile
}

/** Series of 3 hours, a sample a minute. A time that counts from the Unix epoch begins at 0 in promtool. */
const HEALTHY: Readonly<Record<string, string>> = {
  'up{job="budgeteer"}': '1x180',
  'budgeteer_last_successful_poll_timestamp_seconds{job="budgeteer"}': '0+60x180',
  'budgeteer_part_ready{job="budgeteer",part="store"}': '1x180',
  'budgeteer_audit_intact{job="budgeteer"}': '1x180',
  'budgeteer_lease_held{job="budgeteer"}': '1x180',
  'budgeteer_part_ready{job="budgeteer",part="slack"}': '1x180',
  'budgeteer_outbox_pending{job="budgeteer"}': '0 3 0 0 1 0x175',
  'budgeteer_outbox_failed{job="budgeteer"}': '1x180',
  'budgeteer_configuration_good{job="budgeteer"}': '1x180',
  'budgeteer_service_budget_stale{job="budgeteer",service="checkout"}': '0x180',
  'budgeteer_http_request_duration_seconds_count{job="budgeteer",route="/v1/gate",status="200"}': '0+100x180',
  'budgeteer_http_request_duration_seconds_count{job="budgeteer",route="/v1/gate",status="500"}': '0+1x180',
  'budgeteer_http_request_duration_seconds_count{job="budgeteer",route="/readyz",status="503"}': '0+6x180',
  'budgeteer_poll_duration_seconds_sum{job="budgeteer"}': '0+2x180',
  'budgeteer_poll_duration_seconds_count{job="budgeteer"}': '0+1x180',
  'process_start_time_seconds{job="budgeteer"}': '0x90 5400x90',
}

interface Fault {
  readonly series: string
  readonly values: string
  /** Another alert that is bound to fire with it. */
  readonly also?: string
}

/** What goes wrong, and the alert that says so 2.5 hours on. */
const FAULTS: Readonly<Record<string, Fault>> = {
  BudgeteerDown: { series: 'up{job="budgeteer"}', values: '1x120 0x60' },
  BudgeteerPollsFail: {
    series: 'budgeteer_last_successful_poll_timestamp_seconds{job="budgeteer"}',
    values: '0+60x120 7200x60',
  },
  BudgeteerStoreInTrouble: {
    series: 'budgeteer_part_ready{job="budgeteer",part="store"}',
    values: '1x140 0x40',
  },
  BudgeteerAuditBroken: { series: 'budgeteer_audit_intact{job="budgeteer"}', values: '1x145 0x35' },
  BudgeteerNobodyLeads: { series: 'budgeteer_lease_held{job="budgeteer"}', values: '1x140 0x40' },
  BudgeteerLeaseFlaps: {
    series: 'budgeteer_lease_held{job="budgeteer"}',
    values: '1x120 0 1 0 1 0 1 0 1 0 1 0 1 1x50',
  },
  BudgeteerSlackAway: { series: 'budgeteer_part_ready{job="budgeteer",part="slack"}', values: '1x120 0x60' },
  BudgeteerMessagesWait: { series: 'budgeteer_outbox_pending{job="budgeteer"}', values: '0x120 2x60' },
  BudgeteerOutboxGrows: {
    series: 'budgeteer_outbox_pending{job="budgeteer"}',
    values: '0x60 0+10x120',
    also: 'BudgeteerMessagesWait',
  },
  BudgeteerMessagesGivenUp: { series: 'budgeteer_outbox_failed{job="budgeteer"}', values: '1x140 2x40' },
  BudgeteerConfigurationRefused: {
    series: 'budgeteer_configuration_good{job="budgeteer"}',
    values: '1x120 0x60',
  },
  BudgeteerBudgetStale: {
    series: 'budgeteer_service_budget_stale{job="budgeteer",service="checkout"}',
    values: '0x60 1x120',
  },
  BudgeteerServerErrors: {
    series: 'budgeteer_http_request_duration_seconds_count{job="budgeteer",route="/v1/gate",status="500"}',
    values: '0+10x180',
  },
  BudgeteerPollsSlow: {
    series: 'budgeteer_poll_duration_seconds_sum{job="budgeteer"}',
    values: '0+40x180',
  },
  BudgeteerRestarts: {
    series: 'process_start_time_seconds{job="budgeteer"}',
    values: '0x110 6600x9 7200x9 7800x9 8400x40',
  },
}

describe.skipIf(requiredProgram('promtool') === undefined)(
  'alerts about the bot itself (needs promtool)',
  () => {
    let folder: string
    let rules: RuleFile
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'budgeteer-alerts-'))
      rules = await ruleFile()
      await writeFile(join(folder, 'alerts.json'), JSON.stringify(rules))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    /** Which alerts fire after 2.5 hours, by promtool's answer to "none does". */
    const firing = async (series: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const names = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert))
      const input = Object.entries(series).map(([name, values]) => ({ series: name, values }))
      const file = join(folder, 'test.json')
      await writeFile(
        file,
        JSON.stringify({
          rule_files: ['alerts.json'],
          tests: [
            {
              interval: '1m',
              input_series: input,
              alert_rule_test: names.map((alertname) => ({
                eval_time: '150m',
                alertname,
                exp_alerts: [],
              })),
            },
          ],
        }),
      )
      const { text } = await promtool(['test', 'rules', file])
      return [...text.matchAll(/alertname: (\w+)/g)].map(([, name]) => name ?? '').sort()
    }

    test('promtool finds no fault in them', async () => {
      const { code, text } = await promtool(['check', 'rules', join(folder, 'alerts.json')])
      expect(code, text).toBe(0)
    })

    test('none fires while the bot is well', async () => {
      expect(await firing(HEALTHY)).toEqual([])
    })

    test('each fires at its own fault and at no other', async () => {
      const fired: Record<string, readonly string[]> = {}
      for (const [alert, { series, values }] of Object.entries(FAULTS)) {
        expect(Object.keys(HEALTHY)).toContain(series)
        fired[alert] = await firing({ ...HEALTHY, [series]: values })
      }
      const own = ([alert, { also }]: [string, Fault]) => [alert, [alert, ...(also ? [also] : [])].sort()]
      expect(fired).toEqual(Object.fromEntries(Object.entries(FAULTS).map(own)))
    })
  },
)

test('each alert has a section in the runbooks, in the same order, and leads to it', async () => {
  const rules = (await ruleFile()).groups.flatMap((group) => group.rules)
  const page = await readFile(join(PROJECT_ROOT, 'docs/runbooks.md'), 'utf8')
  expect([...page.matchAll(/^## (Budgeteer\w+)$/gm)].map(([, name]) => name)).toEqual(
    rules.map(({ alert }) => alert),
  )
  for (const { alert, annotations } of rules)
    expect(annotations.runbook).toBe(`docs/runbooks.md#${alert.toLowerCase()}`)
  for (const section of page.split(/^## /m).slice(1))
    for (const part of ['**Means.**', '**Over.**']) expect(section).toContain(part)
})

test('each alert has a case above, and asks for metrics and labels that the bot exports', async () => {
  const rules = (await ruleFile()).groups.flatMap((group) => group.rules)
  expect(rules.map(({ alert }) => alert)).toEqual(Object.keys(FAULTS))
  const metrics = createMetrics()
  metrics.recordHttp('POST', '/v1/gate', 200, 5)
  const { text } = await metrics.render()
  const exported = new Set(
    [...text.matchAll(/^# TYPE (\S+)|^([a-z_]+)[{ ]/gm)].map(([, type, name]) => type ?? name),
  )
  const asked = rules.flatMap(({ expr }) => expr.match(/\b(?:budgeteer|process|nodejs)_\w+/g) ?? [])
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((name) => !exported.has(name))).toEqual([])
  expect(text).toMatch(
    /budgeteer_http_request_duration_seconds_count\{method="POST",route="\/v1\/gate",status="200"\}/,
  )
})
