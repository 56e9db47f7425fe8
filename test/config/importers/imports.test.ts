import { describe, expect, test } from 'vitest'
import { type Edit, loadEdited, problemLines } from '../configuration-folder.ts'

const SPEC = `version: prometheus/v1
service: seats
slos:
  - name: map
    objective: 99.95
    sli: { raw: { error_ratio_query: 'seats:errors:ratio_rate{{.window}}' } }
    alerting: { name: Seats }
`

/** Adds `imports` to the good configuration, and a spec beside it. */
const importing = (entry: string, spec = SPEC): readonly Edit[] => [
  ['budgeteer.yaml', 'default_policy:', `imports:\n  - ${entry}\ndefault_policy:`],
  ['seats.yaml', '', spec],
]
const OWNED = 'owner: { groups: [S0SEATS] }'

test('services of other tools’ files stand beside our own', async () => {
  const loaded = await loadEdited(importing(`{ files: seat*.yaml, ${OWNED}, window: 28d, policy: team }`))
  expect(problemLines(loaded)).toEqual([])
  if (!loaded.ok) throw new Error('not loaded')
  expect(loaded.catalog.services.get('seats')).toMatchObject({
    name: 'seats',
    title: 'seats',
    policy: 'team',
    slos: [
      {
        service: 'seats',
        name: 'map',
        objective: { percent: '99.95' },
        window: { kind: 'rolling', lengthMs: 28 * 86_400_000 },
        sli: { kind: 'ratio', source: 'main', expr: '1 - (seats:errors:ratio_rate$window)' },
      },
    ],
  })
  expect(loaded.roleBook.owners.get('seats')).toEqual({ groups: ['S0SEATS'], users: [] })
  expect(loaded.files.map(({ path }) => path.split('/').at(-1))).toContain('seats.yaml')
  expect(loaded.importFolders).toHaveLength(1)
})

test('an edit of such a file changes the configuration', async () => {
  const entry = `{ files: seats.yaml, ${OWNED} }`
  const [before, after] = await Promise.all([
    loadEdited(importing(entry)),
    loadEdited(importing(entry, SPEC.replace('99.95', '99.9'))),
  ])
  expect(before.ok && after.ok && before.hash !== after.hash).toBe(true)
})

describe('a mistake is reported at its line:', () => {
  test.each<[string, readonly Edit[], readonly string[]]>([
    [
      'in the spec',
      importing(`{ files: seats.yaml, ${OWNED} }`, SPEC.replace('99.95', '100')),
      [
        'seats.yaml:5 slos[map].objective: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
      ],
    ],
    [
      'in its form',
      importing(`{ files: seats.yaml, ${OWNED} }`, SPEC.replace('99.95', '[')),
      [
        'seats.yaml:6: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'in what should be looked at',
      importing(
        `{ files: seats.yaml, ${OWNED} }`,
        `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: seats }
spec:
  target: '99'
  window: 28d
  indicator: { ratio: { errors: { metric: e }, total: { metric: t }, grouping: [route] } }
`,
      ),
      [
        'warning seats.yaml:7 spec.indicator.ratio.grouping: not carried: one SLO for each set of labels is not supported yet; all groups are measured as one',
      ],
    ],
    [
      'in a pattern that matches nothing',
      importing(`{ files: [seats.yaml, nothing/*.yaml], ${OWNED} }`),
      ['budgeteer.yaml:LINE imports[0].files: no file matches: nothing/*.yaml'],
    ],
    [
      'in the policy',
      importing(`{ files: seats.yaml, ${OWNED}, policy: taem }`),
      ['budgeteer.yaml:LINE imports[0].policy: no policy is called taem; did you mean team? (known: team)'],
    ],
    [
      'in the owner',
      importing('{ files: seats.yaml, owner: {} }'),
      ['budgeteer.yaml:LINE imports[0].owner: nobody owns the service; name at least one user or group'],
    ],
    [
      'in the source',
      importing(`{ files: seats.yaml, ${OWNED}, source: mian }`),
      ['seats.yaml:6 slos[map].sli: no source is called mian; did you mean main? (known: main)'],
    ],
    [
      'in a service that is there already',
      importing(`{ files: seats.yaml, ${OWNED} }`, SPEC.replace('seats', 'shop')),
      ['seats.yaml:4 slos[map].name: slos/shop.yaml:2 has a service called shop too; names are distinct'],
    ],
  ])('%s', async (_, edits, lines) => {
    const told = problemLines(await loadEdited(edits))
    expect(told.map((line) => line.replace(/budgeteer\.yaml:\d+/, 'budgeteer.yaml:LINE'))).toEqual(lines)
  })
})
