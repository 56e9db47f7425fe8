import fc from 'fast-check'
import type { Freeze } from '../../src/core/policy/freeze.ts'
import type { ChangeType, Level, Policy, Rule } from '../../src/core/policy/policy.ts'
import { shippedPolicy } from './shipped-policy.ts'

const CHANGES = ['feature', 'p0-hotfix', 'infrastructure', 'documentation']
const RISKS = [...shippedPolicy.risks.keys()]
const REQUIREMENTS = [...shippedPolicy.requirements.values()]
const LEVELS = ['GOOD', 'FAIR', 'BAD']

const requires = fc.subarray(
  REQUIREMENTS.map(({ name }) => name),
  { maxLength: 3 },
)
const seats = fc.uniqueArray(
  fc.record({
    role: fc.constantFrom('sre', 'service-owner', 'vp-engineering'),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ role }) => role, minLength: 1 },
)
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ verdict: fc.constant('approve' as const), seats: fc.constant([]), requires }),
  fc.record({ verdict: fc.constant('approvals' as const), seats, requires }),
  fc.record({ verdict: fc.constant('block' as const), seats: fc.constant([]), requires: fc.constant([]) }),
)
const rules = (names: readonly string[]): fc.Arbitrary<ReadonlyMap<string, Rule>> =>
  fc
    .subarray([...names])
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => rule.map((one) => [name, one] as const))).map((all) => new Map(all)),
    )

const level = (name: string, index: number): fc.Arbitrary<Level> =>
  fc
    .record({
      freeze: fc.boolean(),
      requires,
      trigger: fc.constantFrom('automatic' as const, 'manual' as const),
      changes: rules(CHANGES),
      risks: rules(RISKS),
      otherwise: fc.option(rule),
    })
    .map((drawn): Level => {
      const [shipped] = shippedPolicy.levels
      if (shipped === undefined) throw new Error('the shipped policy has no level')
      const when = index === 0 ? null : ({ kind: 'exhausted_for', forMs: index } as const)
      return { ...shipped, name, when, ...drawn }
    })

const changes: fc.Arbitrary<ReadonlyMap<string, ChangeType>> = fc
  .tuple(...CHANGES.map(() => fc.record({ risk: fc.constantFrom(...RISKS), exempt: fc.boolean() })))
  .map((drawn) => new Map(drawn.map((one, index) => [CHANGES[index] ?? '', { ...one, ...named(index) }])))

const named = (index: number): Pick<ChangeType, 'name' | 'title'> => ({
  name: CHANGES[index] ?? '',
  title: `A ${CHANGES[index] ?? ''}`,
})

/** Three levels whose cells, requirements, triggers, risks and freezes are anybody's guess. */
export const randomPolicy: fc.Arbitrary<Policy> = fc
  .record({
    levels: fc.tuple(...LEVELS.map(level)),
    changes,
    minimum: fc.constantFrom({}, { atLeast: 0.3 }, { above: 0.8 }),
    missing: rule,
    asLevel: fc.constantFrom(null, ...LEVELS),
    correctnessFixes: fc.subarray(CHANGES),
  })
  .map(({ levels, changes: drawn, minimum, missing, asLevel, correctnessFixes }) => ({
    ...shippedPolicy,
    name: 'random',
    version: 'random',
    levels,
    changes: drawn,
    risks: new Map([...shippedPolicy.risks].map(([name, risk]) => [name, { ...risk, minimum }])),
    onMissingBudget: { ...shippedPolicy.onMissingBudget, then: missing },
    freezes: { declaredBy: 'sre', asLevel, correctnessFixes },
  }))

/** What may freeze a service's changes beside its level at `now`. */
export const randomFreezes = (now: number): fc.Arbitrary<readonly Freeze[]> => {
  const until = now + 3_600_000
  const freeze = { id: 'f-1', reason: 'of old', since: now - 1, until }
  const hours = fc.record({
    kind: fc.constant('hours' as const),
    level: fc.constantFrom(...LEVELS),
    until: fc.constantFrom(null, until),
    effect: fc.constantFrom('blocks' as const, 'advised' as const),
  })
  const window = fc.option(fc.subarray(CHANGES)).map((frozen): Freeze => {
    const { reason, since } = freeze
    return { kind: 'window', name: 'year-end', reason, since, until, changes: frozen }
  })
  const beside: fc.Arbitrary<Freeze> = fc.oneof(
    fc.constant({ kind: 'declared' as const, ...freeze }),
    fc.constant({ kind: 'correctness' as const, id: 'c-1', reason: 'wrong data', since: now - 1 }),
    window,
    hours,
  )
  return fc.array(beside, { maxLength: 2 })
}
