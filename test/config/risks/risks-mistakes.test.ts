import { describe, expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const FIGURES = 'title: The cache, ettd: 5m, ettr: 55m, users: 50, ettf: 73d50m'
const written = (catalog: string, head = '') =>
  loadEdited([['risks.yaml', '', `${head}catalogs:\n  - ${catalog}\n`]])

test('a file of risks is read, with what mitigations leave as it is', async () => {
  const loaded = await written(
    `{ name: shop, title: Shop, services: [shop, search], target: 99.90, single_risk: 20, risks: [{ name: cache, title: The cache, ettd: 0s, ettr: 1h, users: 50, ettf: 2922h, accepted: true, link: 'https://wiki.example/cache', mitigations: [{ title: A spare, ettr: 10m, effort_days: 5, cost: a node }] }] }`,
    'accepted_by: [sre]\n',
  )
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  const figures = { ettfDays: 121.75, ettdMinutes: 0, ettrMinutes: 60, usersRatio: 0.5 }
  expect(loaded.risks).toEqual({
    acceptingRoles: ['sre'],
    catalogs: [
      {
        name: 'shop',
        title: 'Shop',
        services: ['shop', 'search'],
        target: { percent: '99.90', errorBudgetRatio: 0.001 },
        singleRiskRatio: 0.2,
        risks: [
          {
            name: 'cache',
            title: 'The cache',
            figures,
            isAccepted: true,
            url: 'https://wiki.example/cache',
            mitigations: [
              { title: 'A spare', figures: { ...figures, ettrMinutes: 10 }, effortDays: 5, cost: 'a node' },
            ],
          },
        ],
      },
    ],
  })
  expect(loaded.files.map(({ path }) => path.split('/').at(-1))).toContain('risks.yaml')
})

test('what is left out: the target is that of the SLO, a quarter of the budget is for one risk, owner and SRE decide', async () => {
  const loaded = await written('{ name: shop, title: Shop, services: [shop], slo: orders, risks: [] }')
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  const slo = loaded.catalog.services.get('shop')?.slos.find(({ name }) => name === 'orders')
  expect(loaded.risks).toMatchObject({
    acceptingRoles: ['service-owner', 'sre'],
    catalogs: [{ target: slo?.objective, singleRiskRatio: 0.25 }],
  })
})

test('without the file there is no risk', async () => {
  const loaded = await loadEdited([])
  expect(loaded.ok && loaded.risks.catalogs).toEqual([])
})

describe('a mistake', () => {
  const risk = (more: string) =>
    `{ name: a, title: A, services: [shop], target: 99.9, risks: [{ name: r, ${more} }] }`
  test.each<[string, string, string]>([
    [
      'a service that is not there',
      '{ name: a, title: A, services: [shp], target: 99.9, risks: [] }',
      'risks.yaml:2 catalogs[a].services[0]: no service is called shp; did you mean shop? (known: shop, search)',
    ],
    [
      'an SLO that the service does not have',
      '{ name: a, title: A, services: [shop], slo: ordrs, risks: [] }',
      'risks.yaml:2 catalogs[a].slo: no SLO of this service is called ordrs; did you mean orders? (known: orders, speed)',
    ],
    [
      'no target where several SLOs could be meant',
      '{ name: a, title: A, services: [shop], risks: [] }',
      'risks.yaml:2 catalogs[a]: the service has no single SLO, and none called availability; set slo (orders, speed) or target',
    ],
    [
      'no target for several services',
      '{ name: a, title: A, services: [shop, search], risks: [] }',
      'risks.yaml:2 catalogs[a]: several services have no SLO in common; set target',
    ],
    [
      'a target and an SLO',
      '{ name: a, title: A, services: [shop], slo: orders, target: 99.9, risks: [] }',
      'risks.yaml:2 catalogs[a].slo: target says it already; keep one of the two',
    ],
    [
      'a target without a budget',
      '{ name: a, title: A, services: [shop], target: 100, risks: [] }',
      'risks.yaml:2 catalogs[a].target: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'two risks of one name',
      `{ name: a, title: A, services: [shop], target: 99.9, risks: [{ name: r, ${FIGURES} }, { name: r, ${FIGURES} }] }`,
      'risks.yaml:2 catalogs[a].risks[r].name: the catalog has another risk called r; names are distinct',
    ],
    [
      'incidents by the minute',
      risk('title: R, ettd: 0s, ettr: 1m, users: 1, ettf: 5m'),
      'risks.yaml:2 catalogs[a].risks[r].ettf: found 5m; allowed: at least 1h from one incident to the next',
    ],
    [
      'nobody hit',
      risk('title: R, ettd: 0s, ettr: 1m, users: 0, ettf: 5d'),
      'risks.yaml:2 catalogs[a].risks[r].users: found 0; allowed: a percentage above 0 and up to 100, such as 25',
    ],
    [
      'a mitigation that changes nothing',
      risk(`${FIGURES}, mitigations: [{ title: Hope }]`),
      'risks.yaml:2 catalogs[a].risks[r].mitigations[0]: a mitigation changes at least one of ettd, ettr, users, ettf',
    ],
    [
      'a mitigation that wins nothing',
      risk(`${FIGURES}, mitigations: [{ title: Hope, ettd: 10m }]`),
      'warning risks.yaml:2 catalogs[a].risks[r].mitigations[0]: this mitigation wins nothing: the risk costs as much afterwards, or more',
    ],
    [
      'a link that is none',
      risk(`${FIGURES}, link: javascript:alert(1)`),
      'risks.yaml:2 catalogs[a].risks[r].link: found "javascript:alert(1)"; allowed: an http or https address',
    ],
  ])('%s', async (_, catalog, line) => {
    expect(problemLines(await written(catalog))).toEqual([line])
  })

  test('a role that is not there', async () => {
    const [line] = problemLines(
      await written(
        '{ name: a, title: A, services: [shop], target: 99.9, risks: [] }',
        'accepted_by: [sr]\n',
      ),
    )
    expect(line).toMatch(/^risks\.yaml:1 accepted_by\[0\]: no role is called sr/)
  })
})
