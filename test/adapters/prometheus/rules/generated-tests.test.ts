import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sloKey } from '../../../../src/core/budgets/slo.ts'
import { rulesText } from '../../../../src/adapters/prometheus/rules/rules-text.ts'
import { sloRules } from '../../../../src/adapters/prometheus/rules/slo-rules.ts'
import { ruleTest } from '../../../../src/adapters/prometheus/rules/tests/rule-test.ts'
import { withinPromtool } from '../../../../src/adapters/prometheus/rules/tests/within-promtool.ts'
import { requiredProgram } from '../../../support/required-program.ts'
import { BEGINS_AT } from './a-half-day.ts'
import { FORTY_SLOS } from './forty-slos.ts'
import { promtool } from './promtool.ts'

const saying = (words: string): unknown => expect.stringContaining(words)
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)

const NO_META = { name: '', namespace: null, labels: {} }

const rules = FORTY_SLOS.map((slo) => ({
  slo,
  ...sloRules(
    slo,
    {
      names: new Set(['policy', 'sli']),
      alerts: { runbook: 'https://wiki.example.com/{service}/{slo}', asksFreeze: true },
    },
    BEGINS_AT,
  ),
}))

test('what cannot be recorded is left out with its reason', () => {
  const reasons = Object.fromEntries(
    rules.flatMap(({ leftOut }) => leftOut.map(({ slo, what, reason }) => [`${slo}, ${what}`, reason])),
  )
  expect(reasons).toEqual({
    'shop/good-events-90, an alert rule': saying('1h-5m: at 90 % nothing burns 14.4 times'),
    'shop/accuracy-of-two, an alert rule': saying('1h-5m: at 90 %'),
    'shop/bad-events-month, the window': saying('no fixed length'),
    'shop/ratio-of-the-window, alerts': saying('no expression with $window'),
    'shop/pushed, everything': saying('its counts are pushed'),
    'shop/remaining, everything': saying('somebody else records its budget'),
    'shop/recorded, everything': 'the rules of sloth record it already',
    'shop/unclosed, everything': 'ratio: a bracket or quote is not closed',
  })
})

describe.skipIf(requiredProgram('promtool') === undefined)('with promtool (needs promtool)', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'budgeteer-rules-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('check rules takes what 40 SLOs of all kinds make', async () => {
    const file = join(folder, 'all.yaml')
    await writeFile(
      file,
      rulesText(
        rules.flatMap(({ groups }) => groups),
        'prometheus',
        NO_META,
        'x',
      ),
    )
    const said = await promtool(['check', 'rules', file])
    expect(said).toEqual({ code: 0, text: matching(/SUCCESS: \d{3} rules found/) })
  })

  test('test rules passes the tests that are written beside them', async () => {
    const files: string[] = []
    const none: Record<string, string> = {}
    for (const { slo, groups: all } of rules) {
      const { groups } = withinPromtool(all)
      if (groups.length === 0) continue
      const written = ruleTest(slo, groups, `${slo.name}.rules.yaml`)
      if (written.kind === 'none') none[sloKey(slo)] = written.reason
      else {
        await writeFile(
          join(folder, `${slo.name}.rules.yaml`),
          rulesText(groups, 'prometheus', NO_META, 'By a test'),
        )
        const file = join(folder, `${slo.name}.test.yaml`)
        await writeFile(file, written.text('By a test'))
        files.push(file)
      }
    }
    expect(none).toEqual({
      'shop/several-series': saying('no example was found of a series'),
      'shop/ratio-scalar': saying('do not show which series count what'),
      'shop/ratio-slices': saying('do not show which series count what'),
      'shop/ratio-of-the-window': saying('do not show which series count what'),
      'shop/batch-overdue': saying('takes as long as they are apart'),
      'shop/native-latency': saying('native histogram'),
    })
    const said = await promtool(['test', 'rules', ...files])
    expect(said.text).not.toContain('FAILED')
    expect(said.code).toBe(0)
  })
})
