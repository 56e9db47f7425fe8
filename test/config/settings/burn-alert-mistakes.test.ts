import { describe, expect, test } from 'vitest'
import { formatDuration, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { type Edit, loadEdited, type Mistake, problemLines } from '../configuration-folder.ts'

const forAll = (text: string): Edit => [
  'budgeteer.yaml',
  'default_policy: team',
  `burn_alerts:\n${text}\ndefault_policy: team`,
]
/** Of the SLO `speed`: 95 % over 28 days. */
const forSpeed = (text: string): Edit => [
  'slos/shop.yaml',
  '        objective: 95\n',
  `        objective: 95\n        burn_alerts: ${text}\n`,
]
const row = (fields: string): string => `[{ name: own, severity: page, ${fields} }]`
const AT = 'slos/shop.yaml:18 services[shop].slos[speed].burn_alerts'

/** Mistakes in burn alerts: each edit of the good configuration, and the whole answer to it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'a table that does not exist',
    edits: [forSpeed('workbok')],
    problems: [
      `${AT}: found "workbok"; did you mean workbook? allowed: workbook, fast-slow-critical, off, or a list of rules of your own`,
    ],
  },
  {
    name: 'no rules at all',
    edits: [forSpeed('[]')],
    problems: [
      `${AT}: found an empty list; allowed: workbook, fast-slow-critical, off, or a list of rules of your own`,
    ],
  },
  {
    name: 'a short lookback that is not short',
    edits: [forSpeed(row('long: 1h, short: 1h, factor: 10'))],
    problems: [`${AT}[own].short: found 1h; allowed: less than the long lookback 1h`],
  },
  {
    name: 'a factor of 0',
    edits: [forSpeed(row('long: 1h, factor: 0'))],
    problems: [`${AT}[own].factor: found 0; allowed: a burn rate above 0, such as 14.4`],
  },
  {
    name: 'neither a factor nor a share',
    edits: [forSpeed(row('long: 1h'))],
    problems: [`${AT}[own]: a rule fires above either factor or budget_percent; exactly one of the two`],
  },
  {
    name: 'a factor and a share',
    edits: [forSpeed(row('long: 1h, factor: 2, budget_percent: 2'))],
    problems: [`${AT}[own]: a rule fires above either factor or budget_percent; exactly one of the two`],
  },
  {
    name: 'a severity that does not exist',
    edits: [forSpeed('[{ name: own, severity: pager, long: 1h, factor: 2 }]')],
    problems: [`${AT}[own].severity: found "pager"; did you mean page? allowed: page, ticket`],
  },
  {
    name: 'two rules of one name',
    edits: [
      forSpeed(
        '[{ name: a, severity: page, long: 1h, factor: 2 }, { name: a, severity: page, long: 6h, factor: 2 }]',
      ),
    ],
    problems: [`${AT}[a].name: another rule is called a; names are distinct`],
  },
  {
    name: 'a factor that nothing exceeds',
    edits: [forSpeed(row('long: 1h, factor: 20'))],
    problems: [
      `${AT}[own].factor: a burn rate of 20 is never exceeded at 95 %, where everything failing burns at 20`,
    ],
  },
  {
    name: 'a share that nothing spends in the time',
    edits: [forSpeed(row('long: 1h, short: 5m, budget_percent: 5'))],
    problems: [
      `${AT}[own].budget_percent: a burn rate of 33.6, for 5 % of the budget in 1h, is never exceeded at 95 %, where everything failing burns at 20`,
    ],
  },
  {
    name: 'a lookback beyond the window',
    edits: [forSpeed(row('long: 30d, factor: 2'))],
    problems: [`${AT}[own].long: found 30d; allowed: at most the window 28d`],
  },
  {
    name: 'a table for all that one SLO cannot reach: a warning there',
    edits: [forAll('  rules: [{ name: fast, severity: page, long: 5m, factor: 14.4 }]')],
    problems: [
      'warning slos/shop.yaml:44 services[search].slos[pushed]: the burn rule fast is left out: a burn rate of 14.4 is never exceeded at 90 %, where everything failing burns at 10',
    ],
  },
  {
    name: 'a table that one SLO asks for and cannot reach',
    edits: [
      [
        'slos/shop.yaml',
        '        objective: 90\n',
        '        objective: 90\n        burn_alerts: fast-slow-critical\n',
      ],
    ],
    problems: [
      'warning slos/shop.yaml:47 services[search].slos[pushed].burn_alerts: the burn rule fast is left out: a burn rate of 14.4 is never exceeded at 90 %, where everything failing burns at 10',
    ],
  },
  {
    name: 'rules for all that are wrong in themselves',
    edits: [forAll('  rules: [{ name: fast, severity: page, long: 5m, short: 1h, factor: 1 }]')],
    problems: [
      'budgeteer.yaml:34 burn_alerts.rules[fast].short: found 1h; allowed: less than the long lookback 5m',
    ],
  },
  {
    name: 'a role without people',
    edits: [forAll('  page: { mention: [srre] }')],
    problems: [
      'budgeteer.yaml:34 burn_alerts.page.mention[0]: no role is called srre; did you mean sre? (known: sre, senior-engineer, vp-engineering, cto, service-owner)',
    ],
  },
  {
    name: 'a mail list that is not there',
    edits: [forAll('  ticket: { mail: [nobody] }')],
    problems: [
      'budgeteer.yaml:34 burn_alerts.ticket.mail[0]: no list of mail.lists is called nobody; none is known',
    ],
  },
  {
    name: 'a link that is none',
    edits: [forAll('  link: grafana')],
    problems: [
      'budgeteer.yaml:34 burn_alerts.link: found "grafana"; allowed: an http or https address, in which {service}, {slo}, {from}, {to}, {from_iso}, {to_iso} may stand',
    ],
  },
  {
    name: 'a link with a placeholder that there is not',
    edits: [forAll('  link: https://example.com/{servise}')],
    problems: [
      'budgeteer.yaml:34 burn_alerts.link: no placeholder is called servise; did you mean service? (known: service, slo, from, to, from_iso, to_iso)',
    ],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  expect(problemLines(await loadEdited(edits))).toEqual(problems)
})

const rulesOf = async (
  edits: readonly Edit[],
  service = 'shop',
  slo = 'speed',
): Promise<readonly string[]> => {
  const loaded = await loadEdited(edits)
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  const found = loaded.catalog.services.get(service)?.slos.find(({ name }) => name === slo)
  return (found?.burnRules ?? []).map(
    ({ name, severity, longMs, shortMs, factor }) =>
      `${name} ${severity} ${formatDuration(longMs)} ${shortMs === null ? '-' : formatDuration(shortMs)} ${Number(factor.toPrecision(6))}`,
  )
}

describe('the rules of an SLO', () => {
  const WORKBOOK = [
    '1h-5m page 1h 5m 13.44',
    '6h-30m page 6h 30m 5.6',
    '1d-2h ticket 1d 2h 2.8',
    '3d-6h ticket 3d 6h 0.933333',
  ]

  test.each<[string, readonly Edit[], readonly string[]]>([
    ['are the Workbook’s where nothing is said', [], WORKBOOK],
    [
      'are those for all',
      [forAll('  rules: fast-slow-critical')],
      ['fast page 5m - 14.4', 'slow ticket 1h - 6', 'critical page 1d - 3'],
    ],
    [
      'are its own before those for all',
      [forAll('  rules: fast-slow-critical'), forSpeed('workbook')],
      WORKBOOK,
    ],
    ['are none where it is off', [forSpeed('off')], []],
    ['are none where it is off for all', [forAll('  rules: off')], []],
    [
      'are rows of its own, by factor or by share',
      [
        forSpeed(
          '[{ name: a, severity: page, long: 2h, short: 10m, factor: 7 }, { name: b, severity: ticket, long: 1d, budget_percent: 10 }]',
        ),
      ],
      ['a page 2h 10m 7', 'b ticket 1d - 2.8'],
    ],
  ])('%s', async (_name, edits, rules) => {
    expect(await rulesOf(edits)).toEqual(rules)
  })

  test('leave out what a low objective cannot reach', async () => {
    expect(await rulesOf([], 'search', 'pushed')).toEqual([
      '6h-30m page 6h 30m 6',
      '1d-2h ticket 1d 2h 3',
      '3d-6h ticket 3d 6h 1',
    ])
  })

  test('of a week are a week’s', async () => {
    expect(await rulesOf([], 'search', 'hits')).toEqual([
      '1h-5m page 1h 5m 13.44',
      '6h-30m page 6h 30m 3.5',
      '1d-2h ticket 1d 2h 1.4',
      '3d-6h ticket 3d 6h 0.98',
    ])
  })
})

test('how alerts are told', async () => {
  const loaded = await loadEdited([
    forAll(
      "  channel: announcements\n  quiet_for: 0s\n  page: { mention: [sre], dm: [service-owner] }\n  incidents: false\n  link: 'https://example.com/{service}/{slo}'",
    ),
  ])
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  expect(loaded.settings.burnAlerts).toEqual({
    channel: 'announcements',
    quietForMs: 0,
    audiences: {
      page: { mention: ['sre'], dm: ['service-owner'], mail: [] },
      ticket: { mention: [], dm: [], mail: [] },
    },
    opensIncidents: false,
    link: 'https://example.com/{service}/{slo}',
  })
  const usual = await loadEdited([])
  expect(usual.ok && usual.settings.burnAlerts).toMatchObject({
    channel: 'incidents',
    quietForMs: 5 * MINUTE_MS,
  })
})
