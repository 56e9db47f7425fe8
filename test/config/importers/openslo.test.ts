import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { OBJECTIVE, SPEC } from './openslo-spec.ts'
import { changed, fixture, leaves, read, refusals, slosOf, told } from './reading.ts'

/** Every kind and every field of OpenSLO v1, composites aside. */
const WHOLE = await fixture('openslo.yaml')

test('documents of every kind with every field are read', () => {
  const reading = read(WHOLE, { sources: ['numbers', 'main'] })
  const sli = {
    events: { source: 'numbers', bad: 'sales_total{result="bad"}', total: 'sales_total' },
  }
  const common = {
    journey: 'People get the ticket they paid for.',
    window: { calendar: 'quarter', time_zone: 'Europe/Berlin' },
    sli,
  }
  const slow = { name: 'slow', severity: 'ticket', long: '1d', factor: 2 }
  expect(slosOf(reading)).toEqual({
    'box-office/sold-all-of-them': {
      ...common,
      name: 'sold-all-of-them',
      title: 'Tickets sold: All of them',
      objective: 99.5,
      budgeting: { timeslices: { slice: '5m', target: 95 } },
      burn_alerts: [{ name: 'fast', severity: 'page', long: '1h', factor: 14.4 }, slow],
    },
    'box-office/sold-most-of-them': {
      ...common,
      name: 'sold-most-of-them',
      title: 'Tickets sold: Most of them',
      objective: 90,
      budgeting: { timeslices: { slice: '1h', target: 100 } },
      burn_alerts: [slow],
    },
  })
  expect(reading.services[0]).toMatchObject({ title: 'Box office', journey: 'Sells tickets.' })
  expect(told(reading).filter((line) => !line.startsWith('not-carried'))).toEqual([
    'doubtful 74 spec.alertPolicies[1].spec.conditions[0].spec.condition.op: Budgeteer fires above the threshold, not at it',
    'doubtful 64 spec.alertPolicies: fast is not carried: at 90 % it could never fire',
  ])
  expect(JSON.stringify(reading.findings)).not.toContain('hunter2')
})

test('each value is carried or reported', () => {
  const { findings } = read(WHOLE)
  const documents = parseAllDocuments(WHOLE).map((document) => document.toJS() as unknown)
  const places = findings.map(({ path }) => path.replaceAll(/\[slow\]/g, '[1]'))
  const whole = new Set(
    findings.filter(({ path }) => path === '').map(({ message }) => message.split(':')[0]),
  )
  const passedOver = documents.flatMap((document) => {
    const kind = (document as { kind: string }).kind
    if (whole.has(kind)) return []
    return leaves(document)
      .filter(
        (leaf) =>
          !places.some(
            (place) => leaf === place || leaf.startsWith(`${place}.`) || leaf.startsWith(`${place}[`),
          ),
      )
      .map((leaf) => `${kind} ${leaf}`)
  })
  expect(passedOver.filter((leaf) => !/ (apiVersion|kind)$|\.kind$|metadata\.name$/.test(leaf))).toEqual([])
})

describe('refused, with the reason:', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'another version',
      ['apiVersion'],
      'openslo/v2alpha',
      '1 apiVersion: the version openslo/v2alpha is not read; Budgeteer reads openslo/v1 and openslo/v1alpha',
    ],
    [
      'another kind',
      ['kind'],
      'Budget',
      '2 kind: found kind "Budget"; OpenSLO has SLO, SLI, Service, DataSource, AlertPolicy, AlertCondition, AlertNotificationTarget',
    ],
    [
      'no window',
      ['spec', 'timeWindow'],
      undefined,
      '5 spec.timeWindow: missing; OpenSLO defines no default: write the window that is meant, or say it with `window`',
    ],
    [
      'another budgeting method',
      ['spec', 'budgetingMethod'],
      'Slices',
      '26 spec.budgetingMethod: found "Slices"; allowed: Occurrences, Timeslices, RatioTimeslices',
    ],
    [
      'slices without a length',
      ['spec', 'budgetingMethod'],
      'Timeslices',
      '28 spec.objectives[0].timeSliceWindow: missing; how long is a slice? allowed: a duration such as 5m',
    ],
    [
      'no objectives',
      ['spec', 'objectives'],
      [],
      '27 spec.objectives: an empty list; allowed: at least one objective',
    ],
    [
      'an indicator of an objective beside its own',
      [...OBJECTIVE, 'indicatorRef'],
      'sales',
      '29 spec.objectives[0].indicatorRef: either the SLO has an indicator or each of its objectives; take one away',
    ],
    [
      'no target',
      OBJECTIVE,
      { displayName: 'x' },
      '28 spec.objectives[0].target: missing; allowed: a ratio such as 0.995, or targetPercent',
    ],
    [
      'two targets',
      [...OBJECTIVE, 'targetPercent'],
      99,
      '28 spec.objectives[0].target: an objective has either target or targetPercent; take one away',
    ],
    [
      'a target of 1',
      [...OBJECTIVE, 'target'],
      1,
      '28 spec.objectives[0].target: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'a percentage for a target',
      [...OBJECTIVE, 'target'],
      99.5,
      '28 spec.objectives[0].target: found 99.5; allowed: a ratio from 0 up to, not including, 1',
    ],
    [
      'a target of 0',
      [...OBJECTIVE, 'target'],
      0,
      '28 spec.objectives[0].target: found 0; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  ])('%s', (_, path, value, reason) => {
    const reading = read(changed(SPEC, path, value))
    expect(refusals(reading)).toEqual([reason])
    expect(reading.services).toEqual([])
  })

  test('a second document of the same kind and name', () => {
    const reading = read(`${JSON.stringify(SPEC)}\n---\n${JSON.stringify(SPEC)}`)
    expect(refusals(reading)).toEqual([
      '3 metadata.name: another SLO is called sold, at spec.yaml:1; names are distinct',
    ])
  })
})
