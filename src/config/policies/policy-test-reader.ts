import { basename } from 'node:path'
import type { BudgetFacts } from '../../core/policy/condition.ts'
import {
  type CaseFailure,
  caseFailures,
  type Expected,
  type PolicyCase,
} from '../../core/policy/policy-case.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { millis } from '../reading/fields.ts'
import { seatsOf } from './level-reader.ts'
import { type BudgetYaml, type PolicyCaseYaml, policyTestShape } from './policy-test-shape.ts'
import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import { checkShape } from '../reading/check-shape.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import { given } from '../reading/given.ts'

const ENDING = '.test.yaml'

/** `zones.test.yaml` holds the tests of `zones.yaml`, and is no policy. */
export const isPolicyTest = (path: string): boolean => path.endsWith(ENDING)

export const testedPolicy = (path: string): string => basename(path).slice(0, -ENDING.length)

export interface PolicyTestRun {
  /** Decisions and levels that were looked at. */
  readonly looked: number
  readonly problems: readonly Problem[]
}

/** Runs the tests in a file against a policy. A case that finds otherwise is an error at its line. */
export function runPolicyTests(file: YamlFile, policy: Policy): PolicyTestRun {
  const { whole, problems } = checkShape(file, policyTestShape)
  if (whole === undefined) return { looked: 0, problems }
  const runs = whole.cases.map((yaml, index) => runCase(file.at('cases', index), yaml, policy))
  return {
    looked: runs.reduce((sum, { looked }) => sum + looked, 0),
    problems: [...problems, ...runs.flatMap((run) => run.problems)],
  }
}

function runCase(place: Place, yaml: PolicyCaseYaml, policy: Policy): PolicyTestRun {
  const unknown = unknownNames(place, yaml, policy)
  if (unknown.length > 0) return { looked: 0, problems: unknown }
  const one = caseOf(yaml)
  const problems = caseFailures(policy, one).map((failure) =>
    place.at('expect', keyOf(failure.what)).problem(failureText(one, failure)),
  )
  return { looked: Math.max(1, one.changes.length), problems }
}

const keyOf = (what: keyof Expected): string => (what === 'isStaggered' ? 'staggered' : what)

function failureText({ name }: PolicyCase, { change, what, expected, found }: CaseFailure): string {
  const about = [name, change ?? ''].filter((part) => part !== '').join(': ')
  return `${about === '' ? '' : `${about}: `}${keyOf(what)} is ${found}, expected ${expected}`
}

/** Names that the policy does not have, in what a case asks. */
function unknownNames(
  place: Place,
  { change, risk, met, expect }: PolicyCaseYaml,
  policy: Policy,
): readonly Problem[] {
  const check = (at: Place, what: string, named: string | undefined, known: Iterable<string>) =>
    unknownName(at, what, named, [...known])
  const requirements = [...(met === 'all' ? [] : (met ?? [])), ...(expect.requires ?? [])]
  return [
    ...[change ?? []]
      .flat()
      .flatMap((one) => check(place.at('change'), 'change type', one, policy.changes.keys())),
    ...check(place.at('risk'), 'risk', risk, policy.risks.keys()),
    ...requirements.flatMap((one) => check(place.at('met'), 'requirement', one, policy.requirements.keys())),
    ...check(
      place.at('expect', 'level'),
      'level',
      expect.level,
      policy.levels.map(({ name }) => name),
    ),
  ]
}

function caseOf(yaml: PolicyCaseYaml): PolicyCase {
  const { name, budget, slo, change, risk, people, met, automatic, claimed, expect } = yaml
  return {
    name: name ?? '',
    budget: budgetOf(budget),
    changes: [change ?? []].flat(),
    risk: risk ?? null,
    people: (people ?? []).map((roles) => [roles].flat()),
    met: met ?? [],
    automatic: automatic ?? false,
    claimsExemption: claimed ?? true,
    sliKind: slo?.kind ?? null,
    expected: expectedOf(expect),
  }
}

const expectedOf = ({ seats, exception, staggered, ...expect }: PolicyCaseYaml['expect']): Expected =>
  given({
    ...expect,
    seats: seats && seatsOf(seats),
    isStaggered: staggered,
    exception: exception && seatsOf(exception),
  })

/** A spent budget is spent now, whether or not for how long is given. */
export function budgetOf(yaml: BudgetYaml): BudgetFacts {
  const { remaining, exhausts_in, exhausted_for, burn, spent, missed } =
    typeof yaml === 'number' ? { remaining: yaml } : yaml
  const isSpent = remaining <= 0
  const byLength = (figures: Readonly<Record<string, number>> = {}, scale: number): Map<number, number> =>
    new Map(Object.entries(figures).map(([length, figure]) => [millis(length), figure / scale]))
  return {
    remainingRatio: remaining / 100,
    exhaustsInMs: isSpent ? 0 : millis(exhausts_in, null),
    exhaustedForMs: millis(exhausted_for, isSpent ? 0 : null),
    burnRates: byLength(burn, 1),
    spentRatios: byLength(spent, 100),
    missedRatios: byLength(missed, 100),
  }
}
