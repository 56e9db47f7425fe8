import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { withParts } from '../../../src/config/services/composite-reader.ts'
import { serviceYaml } from '../../../src/config/importers/service-yaml.ts'
import { readServices } from '../../../src/config/services/service-reader.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { AROUND, changed, read, refusals, slosOf, told } from './reading.ts'

const metric = (query: string): object => ({ metricSource: { type: 'Prometheus', spec: { query } } })
const counted = (name: string): object => ({
  ratioMetric: { counter: true, good: metric(`${name}_good_total`), total: metric(`${name}_total`) },
})
const inline = (name: string): object => ({ metadata: { name }, spec: counted(name) })

const PAY = { displayName: 'Pay', target: 0.999, indicator: inline('pay'), compositeWeight: 3 }
const SEARCH = { displayName: 'Search', target: 0.99, indicator: inline('search') }

/** A journey of two steps, each with an indicator of its own. */
const SPEC = {
  apiVersion: 'openslo/v1',
  kind: 'SLO',
  metadata: { name: 'checkout', displayName: 'Checkout' },
  spec: {
    service: 'shop',
    timeWindow: [{ duration: '28d', isRolling: true }],
    budgetingMethod: 'Occurrences',
    objectives: [PAY, SEARCH],
  },
}
const SLI = { apiVersion: 'openslo/v1', kind: 'SLI', metadata: { name: 'pays' }, spec: counted('pay') }

const spec = (more: object): string => stringify({ ...SPEC, spec: { ...SPEC.spec, ...more } })

const WHY =
  'a composite: OpenSLO gives the whole no target, and its weights multiply burn, which no method here does. Make each objective an SLO document of its own, or keep what budgeteer import writes of them, and write the whole in slos/, with an objective: '

/** What the refusal of a composite says to write. */
const proposed = (text: string): unknown => {
  const refusal = refusals(read(text)).find((line) => line.includes(WHY))
  return parse(refusal?.slice(refusal.indexOf(WHY) + WHY.length) ?? '')
}

describe('a composite', () => {
  test('is refused where it stands, with what to write instead', () => {
    expect(refusals(read(spec({})))).toEqual([
      `12 spec.objectives: ${WHY}{ name: checkout, title: Checkout, window: 28d, sli: { composite: { method: weighted, of: [ { service: shop, slo: checkout-pay, weight: 3 }, { service: shop, slo: checkout-search } ] } } }`,
    ])
  })

  test('leaves its objectives as SLOs', () => {
    const reading = read(spec({}))
    expect(slosOf(reading)).toEqual({
      'shop/checkout-pay': {
        name: 'checkout-pay',
        title: 'Checkout: Pay',
        objective: 99.9,
        window: '28d',
        sli: { events: { good: 'pay_good_total', total: 'pay_total' } },
      },
      'shop/checkout-search': {
        name: 'checkout-search',
        title: 'Checkout: Search',
        objective: 99,
        window: '28d',
        sli: { events: { good: 'search_good_total', total: 'search_total' } },
      },
    })
    expect(told(reading)).toContain(
      'not-carried 31 spec.objectives[0].compositeWeight: weight: 3 of the composite to write',
    )
  })

  test('may refer to SLIs, and hold thresholds, slices and a calendar window', () => {
    const text = spec({
      timeWindow: [{ duration: '1M', calendar: { startTime: '2024-01-01 00:00:00', timeZone: 'UTC' } }],
      budgetingMethod: 'RatioTimeslices',
      objectives: [
        { target: 0.999, timeSliceWindow: '5m', indicatorRef: 'pays' },
        {
          target: 0.99,
          timeSliceWindow: '5m',
          op: 'lte',
          value: 9,
          indicator: { metadata: { name: 'queue' }, spec: { thresholdMetric: metric('queue') } },
        },
      ],
    })
    const reading = read(`${text}---\n${stringify(SLI)}`)
    const common = {
      window: { calendar: 'month', time_zone: 'UTC' },
      budgeting: { ratio_timeslices: { slice: '5m' } },
    }
    expect(slosOf(reading)).toMatchObject({
      'shop/checkout-1': { ...common, sli: { events: { total: 'pay_total' } } },
      'shop/checkout-2': { ...common, sli: { quality: { gauge: 'queue', at_most: 9 } } },
    })
    expect(told(reading).filter((line) => line.includes('no SLO of these files'))).toEqual([])
    expect(proposed(text)).toMatchObject({
      window: { calendar: 'month', time_zone: 'UTC' },
      sli: { composite: { of: [{ slo: 'checkout-1' }, { slo: 'checkout-2' }] } },
    })
  })

  test('keeps its alerts for the whole', () => {
    const condition = { kind: 'burnrate', op: 'gt', threshold: 10, lookbackWindow: '1h' }
    const text = spec({
      alertPolicies: [
        {
          kind: 'AlertPolicy',
          metadata: { name: 'fast' },
          spec: {
            alertWhenBreaching: true,
            conditions: [
              { kind: 'AlertCondition', metadata: { name: 'fast' }, spec: { severity: 'page', condition } },
            ],
          },
        },
      ],
    })
    expect(proposed(text)).toMatchObject({
      burn_alerts: [{ name: 'fast', severity: 'page', long: '1h', factor: 10 }],
    })
    expect(Object.values(slosOf(read(text))).map((slo) => slo.burn_alerts)).toEqual([undefined, undefined])
  })

  test('says so too where other mistakes keep its objectives from being read', () => {
    const { service: _, ...rest } = SPEC.spec
    const text = stringify({ ...SPEC, spec: { ...rest, timeWindow: [] } })
    expect(refusals(read(text))).toEqual([
      '7 spec.timeWindow: missing; OpenSLO defines no default: write the window that is meant, or say it with `window`',
      expect.stringContaining(
        '{ name: checkout, title: Checkout, sli: { composite: { method: weighted, of: [ { service: checkout, slo: checkout-pay, weight: 3 },',
      ),
    ])
    expect(read(text).services).toEqual([])
  })
})

describe('what the refusal says to write', () => {
  const reading = read(spec({}))
  const [shop] = reading.services
  const written =
    shop && serviceYaml(shop, { owner: { groups: [], users: ['U00'] }, policy: 'p', schema: 's' })
  const whole = { ...(proposed(spec({})) as object), objective: 99.5 }
  const around = { ...AROUND, burnTable: undefined, policies: ['p'] }
  const composed = (documents: readonly unknown[]): ReturnType<typeof withParts> => {
    const readings = documents.map((document) =>
      readServices(new YamlFile('slos.yaml', stringify(document)), around),
    )
    expect(readings.flatMap(({ problems }) => problems)).toEqual([])
    return withParts(readings.flatMap(({ services }) => services))
  }
  const own = parse(written ?? '') as { services: [{ slos: object[] }] }

  test.each<[string, readonly unknown[]]>([
    [
      'beside what import writes',
      [{ services: [{ ...own.services[0], slos: [...own.services[0].slos, whole] }] }],
    ],
    [
      'in a service of its own',
      [
        own,
        {
          services: [{ name: 'journeys', title: 'J', owner: { users: ['U00'] }, policy: 'p', slos: [whole] }],
        },
      ],
    ],
  ])('is good once it has an objective, %s', (_, documents) => {
    const { services, problems } = composed(documents)
    expect(problems).toEqual([])
    const slos = services.flatMap(({ service }) => service.slos)
    expect(slos.find(({ name }) => name === 'checkout')?.sli).toMatchObject({
      kind: 'composite',
      method: 'weighted',
      parts: [
        { slo: { service: 'shop', name: 'checkout-pay' }, weight: 3 },
        { slo: { service: 'shop', name: 'checkout-search' }, weight: 1 },
      ],
    })
  })
})

describe('a single objective with an indicator of its own', () => {
  test.each<[string, object, string]>([
    ['in it', { indicator: inline('pay') }, ''],
    ['by name', { indicatorRef: 'pays' }, `---\n${stringify(SLI)}`],
  ])('is an SLO like any other, %s', (_, held, more) => {
    const reading = read(spec({ objectives: [{ target: 0.999, compositeWeight: 2, ...held }] }) + more)
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)).toEqual({
      'shop/checkout': {
        name: 'checkout',
        title: 'Checkout',
        objective: 99.9,
        window: '28d',
        sli: { events: { good: 'pay_good_total', total: 'pay_total' } },
      },
    })
    expect(told(reading)).toContainEqual(
      expect.stringMatching(/^not-carried \d+ .*compositeWeight: only composites have weights$/),
    )
  })
})

describe('refused, with the reason:', () => {
  const { indicator: _, ...bare } = SEARCH
  test.each<[string, object, readonly unknown[]]>([
    [
      'indicators of the SLO and of objectives',
      { indicatorRef: 'pays' },
      [
        '15 spec.objectives[0].indicator: either the SLO has an indicator or each of its objectives; take one away',
      ],
    ],
    [
      'an objective without, among others with one',
      { objectives: [PAY, bare] },
      [
        '32 spec.objectives[1]: another objective has an indicator of its own, so this one needs indicator or indicatorRef',
      ],
    ],
    [
      'an objective with two indicators',
      { objectives: [{ target: 0.9, indicator: inline('pay'), indicatorRef: 'pays' }] },
      ['14 spec.objectives[0].indicator: an objective has either indicator or indicatorRef'],
    ],
    [
      'an objective whose SLI is not there',
      { objectives: [{ target: 0.9, indicatorRef: 'nobody' }] },
      ['14 spec.objectives[0].indicatorRef: no SLI of these files is called nobody'],
    ],
  ])('%s', (__, more, reasons) => {
    const reading = read(spec(more))
    expect(refusals(reading)).toEqual(reasons)
    expect(reading.services).toEqual([])
  })

  test.each([
    ['of nothing', 0, 'found 0; allowed: a number above 0'],
    ['below', -1, 'found -1; allowed: a number above 0'],
    ['in words', 'heavy', 'found "heavy"; allowed: a number in decimal digits'],
  ])('not for a weight %s, which is left out of what to write', (__, compositeWeight, reason) => {
    const reading = read(spec({ objectives: [{ ...PAY, compositeWeight }, SEARCH] }))
    expect(told(reading)).toContain(`doubtful 31 spec.objectives[0].compositeWeight: not carried: ${reason}`)
    expect(refusals(reading).join()).toContain('of: [ { service: shop, slo: checkout-pay }, {')
    expect(Object.keys(slosOf(reading))).toHaveLength(2)
  })

  test('an indicator of an objective in v1alpha', () => {
    const text = changed(SPEC, ['apiVersion'], 'openslo/v1alpha').replace(
      /timeWindow:[^]*?budgeting/,
      'timeWindows: [{ unit: Day, count: 28, isRolling: true }]\n  budgeting',
    )
    expect(refusals(read(text))).toEqual([
      '13 spec.objectives[0].indicator: v1alpha has no indicators of objectives; write ratioMetrics, or the SLO in openslo/v1',
    ])
  })

  test.each(['openslo.com/v2alpha', 'openslo.com/v2alpha1'])('the draft %s', (version) => {
    expect(refusals(read(changed(SPEC, ['apiVersion'], version)))).toEqual([
      `1 apiVersion: the version ${version} is not read; Budgeteer reads openslo/v1 and openslo/v1alpha`,
    ])
  })
})
