import { describe, expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const freezes = (...items: readonly string[]): string =>
  `freezes:\n${items.map((item) => `  - ${item}\n`).join('')}`
const written = (text: string) => loadEdited([['freezes.yaml', '', text]])

test('a file of freezes is read, each in its own zone', async () => {
  const loaded = await written(
    freezes(
      "{ name: year-end, reason: r, yearly: { from: '12-20 18:00', until: '01-02 08:00' } }",
      '{ name: sales, reason: r, once: { from: 2026-11-23T00:00, until: 2026-11-30T08:00 }, services: [shop], changes: [feature] }',
      '{ name: weekend, reason: r, weekly: { from: friday 18:00, until: monday 06:00 }, time_zone: Asia/Tokyo }',
      "{ name: books, reason: r, cron: { start: '0 18 L * *', lasts: 14h } }",
    ),
  )
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  expect(loaded.catalog.windows).toMatchObject([
    {
      name: 'year-end',
      services: null,
      changes: null,
      schedule: {
        kind: 'yearly',
        from: { month: 12, day: 20, time: '18:00' },
        until: { month: 1, day: 2, time: '08:00' },
      },
    },
    { name: 'sales', services: ['shop'], changes: ['feature'], schedule: { kind: 'once' } },
    {
      name: 'weekend',
      timeZone: 'Asia/Tokyo',
      schedule: {
        kind: 'weekly',
        from: { weekday: 5, time: '18:00' },
        until: { weekday: 1, time: '06:00' },
      },
    },
    { name: 'books', schedule: { kind: 'cron', lastsMs: 50_400_000 } },
  ])
  expect(loaded.files.map(({ path }) => path.split('/').at(-1))).toContain('freezes.yaml')
})

test('without the file nothing is scheduled', async () => {
  const loaded = await loadEdited([])
  expect(loaded.ok && loaded.catalog.windows).toEqual([])
})

describe('a mistake', () => {
  test.each<[string, string, string]>([
    [
      'a service that is not there',
      '{ name: a, reason: r, weekly: { from: friday 18:00, until: monday 06:00 }, services: [shp] }',
      'freezes.yaml:2 freezes[a].services[0]: no service is called shp; did you mean shop? (known: shop, search)',
    ],
    [
      'a change type that is not there',
      '{ name: a, reason: r, weekly: { from: friday 18:00, until: monday 06:00 }, changes: [featur] }',
      'freezes.yaml:2 freezes[a].changes[0]: no change type is called featur; did you mean feature?',
    ],
    [
      'no schedule',
      '{ name: a, reason: r }',
      'freezes.yaml:2 freezes[a]: a freeze has exactly one of once, yearly, weekly, cron',
    ],
    [
      'an end before the beginning',
      '{ name: a, reason: r, once: { from: 2026-11-30T00:00, until: 2026-11-23T00:00 } }',
      'freezes.yaml:2 freezes[a].once.until: a freeze ends after it begins',
    ],
    [
      'a day that is not there',
      '{ name: a, reason: r, once: { from: 2026-02-29T00:00, until: 2026-11-23T00:00 } }',
      'freezes.yaml:2 freezes[a].once.from: there is no such day',
    ],
    [
      'a day that no year has',
      "{ name: a, reason: r, yearly: { from: '02-30 00:00', until: '03-01 00:00' } }",
      'freezes.yaml:2 freezes[a].yearly.from: no year has such a day',
    ],
    [
      'a freeze without end',
      '{ name: a, reason: r, weekly: { from: friday 18:00, until: friday 18:00 } }',
      'freezes.yaml:2 freezes[a].weekly.until: a freeze without end is no scheduled one',
    ],
    [
      'a cron expression that is none',
      "{ name: a, reason: r, cron: { start: '0 25 * * *', lasts: 1h } }",
      'freezes.yaml:2 freezes[a].cron.start: found "0 25 * * *"; allowed: a cron expression of five fields such as "0 18 L * *"',
    ],
    [
      'a cron expression with a sixth field',
      "{ name: a, reason: r, cron: { start: '0 0 9 * * 5L', lasts: 1h } }",
      'freezes.yaml:2 freezes[a].cron.start: found "0 0 9 * * 5L"; allowed: a cron expression of five fields such as "0 18 L * *"',
    ],
    [
      'a cron word that names no time',
      "{ name: a, reason: r, cron: { start: '@reboot', lasts: 1h } }",
      'freezes.yaml:2 freezes[a].cron.start: found "@reboot"; allowed: a cron expression of five fields such as "0 18 L * *"',
    ],
    [
      'a sixth Monday of the month',
      "{ name: a, reason: r, cron: { start: '0 9 * * mon#6', lasts: 1h } }",
      'freezes.yaml:2 freezes[a].cron.start: found "0 9 * * mon#6"; allowed: a cron expression of five fields such as "0 18 L * *"',
    ],
    [
      'a cron expression that never comes',
      "{ name: a, reason: r, cron: { start: '0 9 31 feb,apr *', lasts: 1h } }",
      'freezes.yaml:2 freezes[a].cron.start: no year has such a day',
    ],
    [
      'the last day of months of thirty',
      "{ name: a, reason: r, cron: { start: '0 0 31 4,6,9,11 *', lasts: 4h } }",
      'freezes.yaml:2 freezes[a].cron.start: no year has such a day',
    ],
    [
      'an hour that the clocks skip',
      '{ name: a, reason: r, once: { from: 2027-03-28T02:15, until: 2027-03-28T02:45 }, time_zone: Europe/Berlin }',
      'freezes.yaml:2 freezes[a].once: a clock change of Europe/Berlin skips all of it',
    ],
    [
      'a cron freeze that never ends',
      "{ name: a, reason: r, cron: { start: '* * * * *', lasts: 5m } }",
      'freezes.yaml:2 freezes[a].cron.lasts: it comes again before it ends, and so never ends',
    ],
    [
      'a cron freeze that lasts for months',
      "{ name: a, reason: r, cron: { start: '0 0 1 1 *', lasts: 90d } }",
      'freezes.yaml:2 freezes[a].cron.lasts: longer than 31d; write it as once or yearly',
    ],
    [
      'a key that is not there',
      '{ name: a, reason: r, weekly: { from: friday 18:00, until: monday 06:00 }, service: [shop] }',
      'freezes.yaml:2 freezes[a].service: unknown key; did you mean services?',
    ],
  ])('%s', async (_sentence, item, problem) => {
    const lines = problemLines(await written(freezes(item)))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(problem)
  })

  test('two freezes of one name', async () => {
    const item = '{ name: a, reason: r, weekly: { from: friday 18:00, until: monday 06:00 } }'
    expect(problemLines(await written(freezes(item, item)))).toEqual([
      'freezes.yaml:3 freezes[a].name: another freeze is called a; names are distinct',
    ])
  })
})

test.each<[string, string, string]>([
  ['as_level: REDD', 'freezes.as_level', 'no level is called REDD; did you mean RED?'],
  [
    'correctness_fixes: [securty]',
    'freezes.correctness_fixes[0]',
    'no change type is called securty; did you mean security?',
  ],
])('a policy whose freezes say %s', async (line, path, message) => {
  const loaded = await loadEdited([
    ['policies/team.yaml', 'recover_after: 0s', `recover_after: 0s\nfreezes: { ${line} }`],
  ])
  expect(problemLines(loaded)[0]).toContain(`policies/team.yaml:4 ${path}: ${message}`)
})

test('a policy says who declares freezes, and what they are like', async () => {
  const loaded = await loadEdited([
    [
      'policies/team.yaml',
      'recover_after: 0s',
      'recover_after: 0s\nfreezes: { declared_by: senior-engineer, as_level: RED, correctness_fixes: [security] }',
    ],
  ])
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  expect(loaded.catalog.policies.get('team')?.freezes).toEqual({
    declaredBy: 'senior-engineer',
    asLevel: 'RED',
    correctnessFixes: ['security'],
  })
})
