import { describe, expect, test } from 'vitest'
import { sloKey, type Slo } from '../../../src/core/budgets/slo.ts'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const pushed = (name: string, window = '30d'): string =>
  `{ name: ${name}, title: t, objective: 99, window: ${window}, sli: { pushed: {} } }`
const composite = (name: string, sli: string, more = ''): string =>
  `{ name: ${name}, title: t, objective: 99, window: 30d, sli: { composite: ${sli} }${more} }`

const service = (name: string, ...slos: readonly string[]): string =>
  [
    `  - name: ${name}`,
    '    title: t',
    '    owner: { users: [U0OWNER] }',
    '    slos:',
    ...slos.map((slo) => `      - ${slo}`),
    '',
  ].join('\n')

/** A file of its own: the journey's SLO stands in line 6. */
const written = (journey: readonly string[], ...others: readonly string[]) =>
  loadEdited([['slos/journey.yaml', '', `services:\n${service('journey', ...journey)}${others.join('')}`]])

const CART = service('cart', pushed('ok'), pushed('weekly', '7d'))

/** `journey/all = product(cart/ok ×2, journey/other)`. */
function shown(slo: Slo): string {
  if (slo.sli.kind !== 'composite') return sloKey(slo)
  const parts = slo.sli.parts.map(
    ({ slo: part, weight }) => shown(part) + (weight === 1 ? '' : ` ×${weight}`),
  )
  return `${sloKey(slo)} = ${slo.sli.method}(${parts.join(', ')})`
}

test.each<readonly [string, readonly string[], string]>([
  [
    'parts of this and of other services',
    [composite('all', '{ method: product, of: [{ service: cart, slo: ok }, { slo: own }] }'), pushed('own')],
    'journey/all = product(cart/ok, journey/own)',
  ],
  [
    'weights',
    [
      composite('all', '{ method: weighted, of: [{ service: cart, slo: ok, weight: 2.5 }, { slo: own }] }'),
      pushed('own'),
    ],
    'journey/all = weighted(cart/ok ×2.5, journey/own)',
  ],
  [
    'a composite of a composite that stands below it',
    [
      composite('all', '{ method: worst, of: [{ slo: half }, { slo: own }] }'),
      composite('half', '{ method: product, of: [{ service: cart, slo: ok }, { slo: own }] }'),
      pushed('own'),
    ],
    'journey/all = worst(journey/half = product(cart/ok, journey/own), journey/own)',
  ],
])('%s', async (_, journey, all) => {
  const loaded = await written(journey, CART)
  expect(problemLines(loaded)).toEqual([])
  const [first] = (loaded.ok && loaded.catalog.services.get('journey')?.slos) || []
  expect(first && shown(first)).toBe(all)
})

const AT = 'slos/journey.yaml:6 services[journey].slos[all].sli.composite'

describe('a mistake', () => {
  test.each<readonly [string, string, string]>([
    [
      'an unknown service',
      '{ method: worst, of: [{ service: crt, slo: ok }, { slo: own }] }',
      `${AT}.of[0].service: no service is called crt; did you mean cart? (known: journey, cart, shop, search)`,
    ],
    [
      'an unknown SLO',
      '{ method: worst, of: [{ service: cart, slo: o }, { slo: own }] }',
      `${AT}.of[0].slo: cart has no SLO called o; did you mean ok? (known: ok, weekly)`,
    ],
    [
      'another window',
      '{ method: worst, of: [{ service: cart, slo: weekly }, { slo: own }] }',
      `${AT}.of[0]: cart/weekly has the window 7d, the composite 30d; a composite and its parts have one`,
    ],
    [
      'itself',
      '{ method: worst, of: [{ slo: all }, { slo: own }] }',
      `${AT}.of[0]: a composite cannot be part of itself: journey/all → journey/all`,
    ],
    [
      'the same part twice',
      '{ method: weighted, of: [{ slo: own }, { service: journey, slo: own }] }',
      `${AT}.of[1]: journey/own is a part already; with method weighted, give it more weight`,
    ],
    [
      'weights that nothing weighs',
      '{ method: product, of: [{ slo: own, weight: 2 }, { service: cart, slo: ok }] }',
      `${AT}.of[0].weight: weights count with method weighted, not with product`,
    ],
    [
      'one part',
      '{ method: worst, of: [{ slo: own }] }',
      `${AT}.of: found a list; allowed: at least two parts`,
    ],
    [
      'an unknown method',
      '{ method: mean, of: [{ slo: own }, { service: cart, slo: ok }] }',
      `${AT}.method: found "mean"; allowed: weighted, worst, product`,
    ],
  ])('%s', async (_, sli, line) => {
    expect(problemLines(await written([composite('all', sli), pushed('own')], CART))).toEqual([line])
  })

  test('a circle of two is reported once, with its path', async () => {
    const loaded = await written([
      composite('all', '{ method: worst, of: [{ slo: other }, { slo: own }] }'),
      composite('other', '{ method: worst, of: [{ slo: own }, { slo: all }] }'),
      pushed('own'),
    ])
    expect(problemLines(loaded)).toEqual([
      'slos/journey.yaml:7 services[journey].slos[other].sli.composite.of[1]: a composite cannot be part of itself: journey/all → journey/other → journey/all',
    ])
  })

  test('events or slices of what has none', async () => {
    const sli = '{ method: worst, of: [{ slo: own }, { service: cart, slo: ok }] }'
    const more = ', min_events: 10, budgeting: { ratio_timeslices: { slice: 1h } }'
    expect(problemLines(await written([composite('all', sli, more), pushed('own')], CART))).toEqual([
      'slos/journey.yaml:6 services[journey].slos[all].min_events: the SLI is composite, in which each part counts as its own SLO says; leave away min_events',
      'slos/journey.yaml:6 services[journey].slos[all].budgeting: the SLI is composite, in which each part counts as its own SLO says; leave away budgeting',
    ])
  })
})

test('maintenance that names a composite is reported where it belongs', async () => {
  const sli = '{ method: worst, of: [{ slo: own }, { service: cart, slo: ok }] }'
  const loaded = await loadEdited([
    [
      'slos/journey.yaml',
      '',
      `services:\n${service('journey', composite('all', sli), pushed('own'))}${CART}`,
    ],
    [
      'maintenance.yaml',
      '',
      "maintenance: [{ name: a, reason: r, services: [journey], cron: { start: '0 2 * * *', lasts: 1h } }]\n",
    ],
  ])
  expect(problemLines(loaded)).toEqual([
    'warning maintenance.yaml:1 maintenance[a]: journey/all is a composite: what is left out of its parts (journey/own, cart/ok) is left out of it; name their services',
  ])
})
