import { expect, test } from 'vitest'
import { loadEdited, problemLines, type Mistake } from '../configuration-folder.ts'

/** Mistakes in services and SLOs: each edit of the good configuration, and the whole answer to it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'an objective of 100 %',
    edits: [['slos/shop.yaml', 'objective: 95', 'objective: 100']],
    problems: [
      'slos/shop.yaml:17 services[shop].slos[speed].objective: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  },
  {
    name: 'an objective above 100 %',
    edits: [['slos/shop.yaml', 'objective: 95', 'objective: 995']],
    problems: [
      'slos/shop.yaml:17 services[shop].slos[speed].objective: found 995; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  },
  {
    name: 'an objective of 0',
    edits: [['slos/shop.yaml', 'objective: 95', 'objective: 0']],
    problems: [
      'slos/shop.yaml:17 services[shop].slos[speed].objective: found 0; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  },
  {
    name: 'an objective is a ratio',
    edits: [['slos/shop.yaml', 'objective: 99.950', 'objective: 0.9995']],
    problems: [
      'slos/shop.yaml:9 services[shop].slos[orders].objective: found 0.9995, which reads as 0.9995 %; write 99.95 for that ratio',
    ],
  },
  {
    name: 'an objective is a text',
    edits: [['slos/shop.yaml', 'objective: 95', 'objective: 95%']],
    problems: [
      'slos/shop.yaml:17 services[shop].slos[speed].objective: found "95%"; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  },
  {
    name: 'an objective is missing',
    edits: [['slos/shop.yaml', '        objective: 95\n', '']],
    problems: [
      'slos/shop.yaml:15 services[shop].slos[speed].objective: missing; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
  },
  {
    name: 'a window is of no known kind',
    edits: [['slos/shop.yaml', 'window: 28d', 'window: fortnight']],
    problems: [
      'slos/shop.yaml:18 services[shop].slos[speed].window: found "fortnight"; allowed: a rolling window such as 30d, or week, month, quarter or year',
    ],
  },
  {
    name: 'a window is shorter than a lookback',
    edits: [['slos/shop.yaml', 'window: 28d', 'window: 1d']],
    problems: [
      'slos/shop.yaml:18 services[shop].slos[speed].window: found 1d; allowed: at least 3d, the longest burn rate’s lookback',
    ],
  },
  {
    name: 'pushed counts are kept for less than the window',
    edits: [
      ['slos/shop.yaml', '30d\n        sli:\n          pushed', '120d\n        sli:\n          pushed'],
    ],
    problems: [
      'slos/shop.yaml:47 services[search].slos[pushed].window: found 120d, but pushed counts are kept for 100d; see retention.pushed_counts',
    ],
  },
  {
    name: 'events are both good and bad',
    edits: [['slos/shop.yaml', '            bad: ', '            good: x_total\n            bad: ']],
    problems: [
      'slos/shop.yaml:12 services[shop].slos[orders].sli.events: events are counted by either good or bad, beside total; exactly one of the two',
    ],
  },
  {
    name: 'events are neither good nor bad',
    edits: [['slos/shop.yaml', '            bad: http_requests_total{job="shop",code=~"5.."}\n', '']],
    problems: [
      'slos/shop.yaml:12 services[shop].slos[orders].sli.events: events are counted by either good or bad, beside total; exactly one of the two',
    ],
  },
  {
    name: 'an SLI has two kinds',
    edits: [
      [
        'slos/shop.yaml',
        '          pushed: {}',
        '          pushed: {}\n          ratio: { expr: "x[$window]" }',
      ],
    ],
    problems: [
      'slos/shop.yaml:48 services[search].slos[pushed].sli: an SLI has exactly one of events, latency, ratio, quality, freshness, batch, remaining, composite, pushed',
    ],
  },
  {
    name: 'an SLI has no kind',
    edits: [['slos/shop.yaml', '          pushed: {}', '          {}']],
    problems: [
      'slos/shop.yaml:48 services[search].slos[pushed].sli: an SLI has exactly one of events, latency, ratio, quality, freshness, batch, remaining, composite, pushed',
    ],
  },
  {
    name: 'an SLI is of an unknown kind',
    edits: [['slos/shop.yaml', '          pushed: {}', '          push: {}']],
    problems: [
      'slos/shop.yaml:49 services[search].slos[pushed].sli.push: unknown key; known: events, latency, ratio, quality, freshness, batch, remaining, composite, pushed',
    ],
  },
  {
    name: 'a source is misspelled',
    edits: [['slos/shop.yaml', '          ratio:\n', '          ratio:\n            source: mian\n']],
    problems: [
      'slos/shop.yaml:34 services[search].slos[hits].sli.ratio.source: no source is called mian; did you mean main? (known: main)',
    ],
  },
  {
    name: 'no source is named and there are two',
    edits: [
      [
        'budgeteer.yaml',
        'sources:\n  main:',
        'sources:\n  east: { prometheus: { url: "http://east:9090" } }\n  west:',
      ],
    ],
    problems: [
      'slos/shop.yaml:12 services[shop].slos[orders].sli.events.source: missing; which source is asked? (known: east, west)',
      'slos/shop.yaml:20 services[shop].slos[speed].sli.latency.source: missing; which source is asked? (known: east, west)',
      'slos/shop.yaml:33 services[search].slos[hits].sli.ratio.source: missing; which source is asked? (known: east, west)',
      'slos/shop.yaml:40 services[search].slos[recorded].sli.remaining.source: missing; which source is asked? (known: east, west)',
    ],
  },
  {
    name: 'no source is configured',
    edits: [
      [
        'budgeteer.yaml',
        'sources:\n  main:\n    prometheus:\n      url: https://prometheus.example.com/\n      auth:\n        bearer_env: PROMETHEUS_TOKEN\n',
        '',
      ],
    ],
    problems: [
      'slos/shop.yaml:12 services[shop].slos[orders].sli.events.source: missing; which source is asked? (budgeteer.yaml has none)',
      'slos/shop.yaml:20 services[shop].slos[speed].sli.latency.source: missing; which source is asked? (budgeteer.yaml has none)',
      'slos/shop.yaml:33 services[search].slos[hits].sli.ratio.source: missing; which source is asked? (budgeteer.yaml has none)',
      'slos/shop.yaml:40 services[search].slos[recorded].sli.remaining.source: missing; which source is asked? (budgeteer.yaml has none)',
    ],
  },
  {
    name: 'a lookback is fixed',
    edits: [['slos/shop.yaml', 'hits_total[$window]', 'hits_total[5m]']],
    problems: [
      'slos/shop.yaml:34 services[search].slos[hits].sli.ratio.expr: the lookback [5m] is fixed; write [$window]',
    ],
  },
  {
    name: 'an expression has no lookback',
    edits: [
      ['slos/shop.yaml', 'sum(rate(hits_total[$window])) / sum(rate(searches_total[$window]))', 'hits:ratio'],
    ],
    problems: [
      'slos/shop.yaml:34 services[search].slos[hits].sli.ratio.expr: the expression has no lookback; write [$window] where it belongs',
    ],
  },
  {
    name: 'a count is neither selector nor expression',
    edits: [['slos/shop.yaml', 'total: http_requests_total{job="shop"}', 'total: sum(http_requests_total)']],
    problems: [
      'slos/shop.yaml:14 services[shop].slos[orders].sli.events.total: neither a selector such as http_requests_total{job="api"} nor an expression over [$window]',
    ],
  },
  {
    name: 'a bracket of a query has no partner',
    edits: [['slos/shop.yaml', 'sum(rate(hits_total[$window]))', 'sum(rate(hits_total[$window])']],
    problems: ['slos/shop.yaml:34 services[search].slos[hits].sli.ratio.expr: the bracket ( has no partner'],
  },
  {
    name: 'a quote of a query is not closed',
    edits: [['slos/shop.yaml', 'job="shop",', 'job="shop,']],
    problems: ['slos/shop.yaml:13 services[shop].slos[orders].sli.events.bad: a quote is not closed'],
  },
  {
    name: 'a histogram has its suffix',
    edits: [['slos/shop.yaml', 'http_request_duration_seconds{', 'http_request_duration_seconds_bucket{']],
    problems: [
      'slos/shop.yaml:21 services[shop].slos[speed].sli.latency.histogram: leave _bucket away; Budgeteer adds the suffixes itself',
    ],
  },
  {
    name: 'a service-owner seat for two, and one owner',
    edits: [['policies/team.yaml', '{ senior-engineer: 1 }', '{ service-owner: 2 }']],
    problems: [
      'warning policies/team.yaml:30 levels.YELLOW.changes.feature.approvals: 2 × service-owner needs 2 different people for shop, and those named can fill only 1 of the seats',
    ],
  },
  {
    name: 'a histogram is an expression',
    edits: [['slos/shop.yaml', 'http_request_duration_seconds{job="shop"}', 'sum(x)']],
    problems: [
      'slos/shop.yaml:21 services[shop].slos[speed].sli.latency.histogram: found "sum(x)"; allowed: a selector such as http_request_duration_seconds{job="api"}',
    ],
  },
  {
    name: 'a threshold is none',
    edits: [['slos/shop.yaml', 'threshold: 300ms', 'threshold: fast']],
    problems: [
      'slos/shop.yaml:22 services[shop].slos[speed].sli.latency.threshold: found "fast"; allowed: a bucket’s bound such as 300ms, or a number in the histogram’s unit',
    ],
  },
  {
    name: 'the unit is missing',
    edits: [['slos/shop.yaml', '            unit: ratio\n', '']],
    problems: [
      'slos/shop.yaml:40 services[search].slos[recorded].sli.remaining.unit: missing; allowed: ratio, percent',
    ],
  },
  {
    name: 'two services share a name',
    edits: [['slos/shop.yaml', '- name: search', '- name: shop']],
    problems: [
      'slos/shop.yaml:23 services[shop].name: slos/shop.yaml:2 has a service called shop too; names are distinct',
    ],
  },
  {
    name: 'two SLOs share a name',
    edits: [['slos/shop.yaml', '- name: speed', '- name: orders']],
    problems: [
      'slos/shop.yaml:15 services[shop].slos[orders].name: the service has another SLO called orders; names are distinct',
    ],
  },
  {
    name: 'a service has no owner',
    edits: [['slos/shop.yaml', '    owner: { users: [U0OWNER] }\n', '']],
    problems: ['slos/shop.yaml:2 services[shop].owner: missing; allowed: a mapping with users, groups'],
  },
  {
    name: 'nobody owns a service',
    edits: [['slos/shop.yaml', 'owner: { users: [U0OWNER] }', 'owner: { users: [] }']],
    problems: [
      'slos/shop.yaml:4 services[shop].owner: nobody owns the service; name at least one user or group',
    ],
  },
  {
    name: 'a service has no SLO',
    edits: [['slos/shop.yaml', '    journey: People buy things.\n    slos:\n', '    slos: []\n    slo:\n']],
    problems: [
      'slos/shop.yaml:5 services[shop].slos: found an empty list; allowed: at least one SLO',
      'slos/shop.yaml:6 services[shop].slo: unknown key; did you mean slos? (known: name, title, owner, journey, links, policy, enforcement, stakeholders, cost, flags, slos)',
    ],
  },
  {
    name: 'a name has a slash',
    edits: [['slos/shop.yaml', '- name: search', '- name: shop/search']],
    problems: [
      'slos/shop.yaml:23 services[shop/search].name: found "shop/search"; allowed: a name of letters, digits, dots, - and _, such as inference-gateway',
    ],
  },
  {
    name: 'a policy is misspelled',
    edits: [['slos/shop.yaml', 'policy: team', 'policy: taem']],
    problems: [
      'slos/shop.yaml:26 services[search].policy: no policy is called taem; did you mean team? (known: team)',
    ],
  },
  {
    name: 'a policy is unknown',
    edits: [['slos/shop.yaml', 'policy: team', 'policy: strict']],
    problems: ['slos/shop.yaml:26 services[search].policy: no policy is called strict; known: team'],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  const loaded = await loadEdited(edits)
  expect(problemLines(loaded)).toEqual(problems)
  expect(loaded.ok).toBe(problems.every((problem) => problem.startsWith('warning ')))
})
