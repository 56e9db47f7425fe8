import { expect, test } from 'vitest'
import type { BurnRule } from '../../../src/core/budgets/burn-rule.ts'
import type { BurnVerdict, JudgedRule } from '../../../src/core/budgets/burn-verdict.ts'
import { burnStep } from '../../../src/core/burn-alerts/step.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const QUIET_FOR_MS = 5 * MINUTE_MS

const rule = (name: string): BurnRule => ({ name, severity: 'page', longMs: 1, shortMs: null, factor: 1 })
const judged = (...verdicts: readonly BurnVerdict[]): readonly JudgedRule[] =>
  verdicts.map((verdict, index) => ({
    rule: rule(['fast', 'slow'][index] ?? 'other'),
    verdict,
    longRate: null,
    shortRate: null,
  }))

const GOING = { rules: ['slow'], quietSince: null }

interface Row {
  readonly name: string
  readonly before: { readonly rules: readonly string[]; readonly quietSince: number | null } | undefined
  readonly verdicts: readonly BurnVerdict[]
  readonly at?: number
  readonly quietForMs?: number
  readonly step: object
}

const ROWS: readonly Row[] = [
  { name: 'nothing burns', before: undefined, verdicts: ['quiet', 'quiet'], step: { kind: 'none' } },
  { name: 'nobody knows', before: undefined, verdicts: ['unknown', 'unknown'], step: { kind: 'none' } },
  {
    name: 'one rule is quiet and the other unknown',
    before: undefined,
    verdicts: ['quiet', 'unknown'],
    step: { kind: 'none' },
  },
  { name: 'there are no rules', before: undefined, verdicts: [], step: { kind: 'none' } },
  {
    name: 'one rule fires',
    before: undefined,
    verdicts: ['quiet', 'firing'],
    step: { kind: 'begun', names: ['slow'] },
  },
  {
    name: 'both begin at once, the fastest first',
    before: undefined,
    verdicts: ['firing', 'firing'],
    step: { kind: 'begun', names: ['fast', 'slow'] },
  },
  {
    name: 'a rule fires and the other is unknown',
    before: undefined,
    verdicts: ['unknown', 'firing'],
    step: { kind: 'begun', names: ['slow'] },
  },
  {
    name: 'it goes on',
    before: GOING,
    verdicts: ['quiet', 'firing'],
    step: { kind: 'goes-on', names: ['slow'], joined: [], quietSince: null },
  },
  {
    name: 'a faster rule joins',
    before: GOING,
    verdicts: ['firing', 'firing'],
    step: { kind: 'goes-on', names: ['fast', 'slow'], joined: ['fast'], quietSince: null },
  },
  {
    name: 'a rule that fired before comes back',
    before: { rules: ['slow', 'fast'], quietSince: null },
    verdicts: ['firing', 'firing'],
    step: { kind: 'goes-on', names: ['fast', 'slow'], joined: [], quietSince: null },
  },
  {
    name: 'it turns quiet',
    before: GOING,
    verdicts: ['quiet', 'quiet'],
    at: 100,
    step: { kind: 'goes-on', names: [], joined: [], quietSince: 100 },
  },
  {
    name: 'it is quiet for a little',
    before: { ...GOING, quietSince: 0 },
    verdicts: ['quiet', 'quiet'],
    at: QUIET_FOR_MS - 1,
    step: { kind: 'goes-on', names: [], joined: [], quietSince: 0 },
  },
  {
    name: 'it has been quiet for long enough',
    before: { ...GOING, quietSince: 0 },
    verdicts: ['quiet', 'quiet'],
    at: QUIET_FOR_MS,
    step: { kind: 'ended', why: 'quiet' },
  },
  {
    name: 'it need not be quiet for long',
    before: GOING,
    verdicts: ['quiet', 'quiet'],
    at: 7,
    quietForMs: 0,
    step: { kind: 'ended', why: 'quiet' },
  },
  {
    name: 'it flares up again',
    before: { ...GOING, quietSince: 0 },
    verdicts: ['quiet', 'firing'],
    at: 60_000,
    step: { kind: 'goes-on', names: ['slow'], joined: [], quietSince: null },
  },
  {
    name: 'it is unknown whether it goes on',
    before: GOING,
    verdicts: ['unknown', 'unknown'],
    step: { kind: 'goes-on', names: [], joined: [], quietSince: null },
  },
  {
    name: 'the figures are unknown again, so that the quiet time starts again',
    before: { ...GOING, quietSince: 0 },
    verdicts: ['quiet', 'unknown'],
    at: QUIET_FOR_MS,
    step: { kind: 'goes-on', names: [], joined: [], quietSince: null },
  },
  { name: 'its rules are gone', before: GOING, verdicts: [], step: { kind: 'ended', why: 'unwatched' } },
]

test.each(ROWS)('$name', ({ before, verdicts, at = 0, quietForMs = QUIET_FOR_MS, step: expected }) => {
  const step = burnStep(before, judged(...verdicts), at, quietForMs)
  const shown =
    step.kind === 'begun'
      ? { kind: step.kind, names: step.firing.map((one) => one.rule.name) }
      : step.kind === 'goes-on'
        ? {
            kind: step.kind,
            names: step.firing.map((one) => one.rule.name),
            joined: step.joined.map(({ name }) => name),
            quietSince: step.quietSince,
          }
        : step
  expect(shown).toEqual(expected)
})
