import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { dashboardText } from '../../../src/adapters/grafana/dashboards.ts'
import type { RecordedSli } from '../../../src/adapters/grafana/facts.ts'
import { DASHBOARD_NAMES, type DashboardName } from '../../../src/adapters/grafana/names.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { DASHBOARD, type Dashboard, type Panel, SCHEMA, written } from './written.ts'

function sli(service: string, slo: string, percent: string, series = `sli:${slo}:ratio`): RecordedSli {
  const objective = parseObjective(percent)
  if (objective === undefined) throw new Error(`${percent} is no objective`)
  return { service, slo, series, window: '30d', objective }
}

const SLIS = [
  sli('feature-store', 'availability', '99.99'),
  sli('model-api', 'availability', '99.9'),
  sli('model-api', 'latency', '95', 'sli:latency:good_ratio'),
  sli('model-api', 'quality', '99', 'sli:quality:accuracy_ratio'),
]
const ML = 'config/examples/ml-platform'

const read = async (name: DashboardName, pagesUrl: string | null = null): Promise<Dashboard> =>
  DASHBOARD.parse(await written(name, SLIS, ML, pagesUrl))
const panelOf = ({ panels }: Dashboard, title: string): Panel => {
  const found = panels.find((panel) => panel.title === title)
  if (found === undefined) throw new Error(`there is no panel ${title}`)
  return found
}
const stepsOf = ({ fieldConfig }: Panel): readonly string[] =>
  (fieldConfig?.defaults.thresholds?.steps ?? []).map(({ value, color }) => `${value ?? '…'} ${color}`)

describe.each(DASHBOARD_NAMES)('%s', (name) => {
  const valid = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA as object)

  test('is a dashboard by the schema of Grafana', async () => {
    for (const url of [null, 'https://budgets.example.com'])
      for (const folder of ['config', ML, 'config/examples/minimal']) {
        valid(await written(name, SLIS, folder, url))
        expect(valid.errors ?? []).toEqual([])
      }
  })

  test('would not be one with a field that Grafana does not know', async () => {
    const dashboard = { ...(await read(name)), panel: [] }
    expect(valid(dashboard)).toBe(false)
  })

  test('has panels that fill their rows and lie on no other', async () => {
    const { panels } = await read(name)
    const taken = new Set<string>()
    for (const { gridPos, title } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x} ${y}`).toBe(false)
          taken.add(`${x} ${y}`)
        }
    const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h))
    expect(taken.size).toBe(24 * height)
    expect([...taken].some((cell) => Number(cell.split(' ')[0]) >= 24)).toBe(false)
  })

  test('numbers its panels, and letters the queries of each', async () => {
    const { panels } = await read(name)
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    for (const { targets = [] } of panels)
      expect(targets.map(({ refId }) => refId)).toEqual(['A', 'B', 'C', 'D'].slice(0, targets.length))
  })

  test('looks at the Prometheus that is chosen at its top', async () => {
    const { templating } = await read(name)
    expect(templating.list[0]).toEqual({ name: 'datasource', type: 'datasource', query: 'prometheus' })
  })

  test('links to the pages of the bot where they have an address', async () => {
    expect((await read(name, 'https://budgets.example.com')).links?.map(({ url }) => url)).toEqual([
      'https://budgets.example.com',
    ])
    expect((await read(name)).links).toBeUndefined()
  })
})

describe('error-budget', () => {
  test('has the six panels of the policy', async () => {
    const { uid, panels } = await read('error-budget')
    expect(uid).toBe('error-budget')
    expect(panels.map(({ title, type }) => `${title}: ${type}`)).toEqual([
      'Current error budget remaining: gauge',
      'Error budget trend (30 days): timeseries',
      'Error budget burn rate (current): timeseries',
      'Days until budget exhaustion (projection): stat',
      'Major incidents: state-timeline',
      'Deployment velocity vs budget: timeseries',
    ])
  })

  test('has the levels of the policy as colours', async () => {
    expect(stepsOf(panelOf(await read('error-budget'), 'Current error budget remaining'))).toEqual([
      '… dark-red',
      '0 red',
      '25 yellow',
      '75 green',
    ])
  })

  test('marks incidents, burn alerts and freezes, with a link where there are pages', async () => {
    const { list = [] } = (await read('error-budget', 'https://budgets.example.com')).annotations
    expect(list.map(({ name }) => name)).toEqual(['Incidents', 'Burn alerts', 'Freezes'])
    expect(list[2]?.target.expr).toContain('level=~"ORANGE|RED"')
    for (const { textFormat } of list)
      expect(textFormat).toContain('href="https://budgets.example.com/services/{{service}}"')
  })
})

describe('ml-platform', () => {
  test('has the panels of the exercise, on the names that the rules record', async () => {
    const { title, panels } = await read('ml-platform')
    expect(title).toBe('ML Platform SLO Dashboard')
    expect(panels.map((panel) => [panel.title, ...(panel.targets ?? []).map(({ expr }) => expr)])).toEqual([
      ['$service Availability SLO', 'sli:availability:ratio{service=~"$service"} * 100'],
      [
        'Error Budget Remaining (30d)',
        'slo:error_budget:remaining_ratio{service=~"$service",slo="availability"} * 100',
      ],
      ['Error Budget Burn Rate', 'slo:error_budget:burn_rate_1h{service=~"$service",slo="availability"}'],
      [
        'SLI Status Summary',
        'sli:availability:ratio{service=~"$service"}',
        'sli:latency:good_ratio{service=~"$service"}',
        'sli:quality:accuracy_ratio{service=~"$service"}',
      ],
    ])
  })

  test('has the thresholds of the exercise, and those of each other objective', async () => {
    const gauge = panelOf(await read('ml-platform'), '$service Availability SLO')
    expect(stepsOf(gauge)).toEqual(['… red', '99.5 yellow', '99.9 green'])
    expect(gauge.fieldConfig?.overrides).toEqual([
      {
        matcher: { id: 'byRegexp', options: '/^(feature-store)( |$)/' },
        properties: [
          {
            id: 'thresholds',
            value: {
              mode: 'absolute',
              steps: [
                { value: null, color: 'red' },
                { value: 99.95, color: 'yellow' },
                { value: 99.99, color: 'green' },
              ],
            },
          },
        ],
      },
    ])
  })

  test('is left out where rules record nothing', () => {
    expect(
      dashboardText('ml-platform', { bands: [], freezeLevels: [], slis: [], pagesUrl: null }),
    ).toBeUndefined()
  })
})

test('services of another policy have the levels of theirs', () => {
  const level = (name: string, severity: number, freeze: boolean) => ({
    level: name,
    title: name,
    emoji: '⚪',
    freeze,
    severity,
  })
  const bands = (bound: number) => [
    { ...level('GOOD', 0, false), aboveRatio: bound, upToRatio: null },
    { ...level('BAD', 1, true), aboveRatio: null, upToRatio: bound },
  ]
  const text = dashboardText('error-budget', {
    bands: [
      { services: ['a', 'b'], bands: bands(0.5) },
      { services: ['c.d'], bands: bands(0.07) },
    ],
    freezeLevels: [],
    slis: [],
    pagesUrl: null,
  })
  const dashboard = DASHBOARD.parse(JSON.parse(text ?? ''))
  const gauge = panelOf(dashboard, 'Current error budget remaining')
  expect(stepsOf(gauge)).toEqual(['… dark-red', '50 green'])
  expect(gauge.fieldConfig?.overrides[0]?.matcher.options).toBe(String.raw`/^(c\\.d)( |$)/`)
  expect(JSON.stringify(gauge.fieldConfig?.overrides[0]?.properties)).toContain('"value":7,"color":"green"')
  expect(dashboard.annotations.list?.map(({ name }) => name)).toEqual(['Incidents', 'Burn alerts'])
})
