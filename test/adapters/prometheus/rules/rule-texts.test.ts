import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { rulesText, yamlText } from '../../../../src/adapters/prometheus/rules/rules-text.ts'
import { isScalarText } from '../../../../src/adapters/prometheus/rules/scalar-text.ts'
import { sloRules } from '../../../../src/adapters/prometheus/rules/slo-rules.ts'
import { exampleSeries } from '../../../../src/adapters/prometheus/rules/tests/example-series.ts'
import { parseSelector, type Selector } from '../../../../src/core/budgets/selector.ts'
import { requiredProgram } from '../../../support/required-program.ts'
import { sloOf } from '../slos.ts'
import { promtool } from './promtool.ts'

const selector = (text: string): Selector => {
  const parsed = parseSelector(text)
  if (parsed === undefined) throw new Error(`${text} is no selector`)
  return parsed
}

describe('a series that one selector takes and another does not', () => {
  test.each([
    ['a name alone', ['up'], undefined, 'up'],
    ['equality', ['up{job="a",env!="test"}'], undefined, 'up{job="a",env="200"}'],
    ['an alternative', ['r{code=~"2..|3.."}'], undefined, 'r{code="200"}'],
    ['what is left', ['r{job="a"}'], 'r{job="a",code=~"2..|3.."}', 'r{job="a",code="500"}'],
    ['what is left by exclusion', ['r{job="a"}'], 'r{job="a",code!~"5.."}', 'r{job="a",code="500"}'],
    [
      'groups and classes',
      [String.raw`r{path=~"/v[12]/(users|orders)/\\d+"}`],
      undefined,
      'r{path="/v1/users/0"}',
    ],
    ['an escaped point', [String.raw`b{le=~"0\\.3|3e-01"}`], undefined, 'b{le="0.3"}'],
    ['no label', ['r{code=""}'], undefined, 'r'],
    ['nothing is left', ['r{job="a"}'], 'r', undefined],
    ['two names', ['a', 'b'], undefined, undefined],
    ['a contradiction', ['r{a="1"}', 'r{a="2"}'], undefined, undefined],
  ])('%s', (_what, within, outside, due) => {
    expect(exampleSeries(within.map(selector), outside === undefined ? undefined : selector(outside))).toBe(
      due,
    )
  })
})

test.each([
  ['1 - 0.5', true],
  ['scalar(sum(rate(a{b=")"}[5m])))', true],
  ['1 - scalar(a) / scalar(b) # of c', true],
  ['time() - 1e3', true],
  ['sum(rate(a[5m]))', false],
  ['scalar(a) * b', false],
  ['vector(1)', false],
  ['{job="a"}', false],
])('%s is a number: %s', (promql, due) => {
  expect(isScalarText(promql)).toBe(due)
})

test('YAML keeps every text a text', () => {
  const texts = [
    'yes',
    '5m',
    '1e3',
    '0x1f',
    'null',
    '- a',
    '# b',
    'a: b',
    '"q"',
    'two\nlines: {{ $value }}',
    ' x ',
  ]
  const text = yamlText({ texts }, 'one\ntwo')
  expect(text).toMatch(/^# one\n# two\n/)
  expect(parse(text, { version: '1.1' })).toEqual({ texts })
  expect(parse(text, { version: '1.2' })).toEqual({ texts })
})

test.skipIf(requiredProgram('promtool') === undefined)(
  'an alert says what is left and for how long, whatever the title holds (needs promtool)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'budgeteer-rules-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const slo = {
      ...sloOf('orders', { kind: 'events', source: 'main', bad: 'bad_total', total: 'all_total' }),
      title: 'Orders: "{{ $labels }}" #1',
    }
    const { groups } = sloRules(
      slo,
      { names: new Set(), alerts: { runbook: 'https://wiki.example.com/{slo}', asksFreeze: false } },
      0,
    )
    const meta = { name: '', namespace: null, labels: {} }
    await writeFile(join(folder, 'rules.yaml'), rulesText(groups, 'prometheus', meta, 'x'))
    const labels = {
      service: 'checkout',
      slo: 'orders',
      sloth_id: 'checkout-orders',
      sloth_service: 'checkout',
      sloth_slo: 'orders',
    }
    const alert = (eval_time: string, exp_annotations: object): object => ({
      alertname: 'ErrorBudgetBurnPage',
      eval_time,
      exp_alerts: [{ exp_labels: { ...labels, severity: 'page', sloth_severity: 'page' }, exp_annotations }],
    })
    const summary = (times: string): string =>
      `checkout: Orders: "{{ $labels }}" #1: the error budget burns ${times} times as fast as it may`
    const runbook_url = 'https://wiki.example.com/orders'
    await writeFile(
      join(folder, 'a.test.yaml'),
      yamlText(
        {
          rule_files: ['rules.yaml'],
          evaluation_interval: '30m',
          group_eval_order: ['checkout/orders/window', 'checkout/orders'],
          tests: [
            {
              interval: '1m',
              input_series: [
                // A tenth of what comes in the last two of twelve hours fails.
                { series: 'bad_total', values: '0+0x600 10+10x120' },
                { series: 'all_total', values: '0+2000x600 1200000+100x121' },
              ],
              alert_rule_test: [
                alert('12h', {
                  summary: summary('20'),
                  description: EXPECTED,
                  runbook_url,
                }),
              ],
            },
          ],
        },
        null,
      ),
    )
    const said = await promtool(['test', 'rules', join(folder, 'a.test.yaml')])
    expect(said.text).not.toContain('FAILED')
  },
)

// 1,200 of 1.21 million failed, a fifth of what may: 80.2 % of 30 days at 20 times the rate are 1.2 days.
const EXPECTED =
  'Objective: 99.5 % over 30d. 80.2% of the budget is left. If it goes on burning 20 times as fast as it may, it is spent in 1d 4h 52m 14s; old errors that leave the window make it last longer.'
