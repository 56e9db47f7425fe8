import { describe, expect, test } from 'vitest'
import { read, refusals, slosOf, told } from './reading.ts'

const sloth = (slos: string, head = 'version: prometheus/v1\nservice: shop'): string =>
  `${head}\nslos:\n${slos}`
const RAW = `{ raw: { error_ratio_query: 'avg_over_time(x[{{.window}}])' } }`
const pyrra = (
  metadata: string,
  more = '',
  ratio = '{ errors: { metric: e_total }, total: { metric: t_total } }',
): string =>
  `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: ${metadata}
spec:
  target: "99.9"
  window: 2w
  indicator: { ratio: ${ratio} }
  ${more}
`
const metric = (promql: string): string =>
  `{ metricSource: { type: Prometheus, spec: { query: ${JSON.stringify(promql)} } } }`
const RATIO = `{ ratioMetric: { counter: true, good: ${metric('good_total')}, total: ${metric('all_total')} } }`
const openslo = (more: string, indicator = RATIO): string =>
  `apiVersion: openslo/v1
kind: SLO
metadata: { name: sold }
spec:
  service: shop
  indicator: { metadata: { name: i }, spec: ${indicator} }
  objectives: [{ target: 0.99 }]
${more}`
const WINDOW = '  timeWindow: [{ duration: 28d, isRolling: true }]\n'

const names = (text: string): readonly string[] => Object.keys(slosOf(read(text)))
/** What a person should look at, without where. */
const doubts = (text: string): readonly string[] =>
  told(read(text))
    .filter((line) => line.startsWith('doubtful '))
    .map((line) => line.replace(/^doubtful \d+ /, ''))

describe('carried, whatever its form:', () => {
  test.each<[string, string, string]>([
    ['Pyrra, an empty description', pyrra('{ name: a }', 'description: ""'), 'a/a'],
    ['Pyrra, no text for a description', pyrra('{ name: a }', 'description: [x]'), 'a/a'],
    ['Pyrra, labels in a list', pyrra('{ name: a, labels: [x] }'), 'a/a'],
    ['Pyrra, a label that is a number', pyrra('{ name: a, labels: { pyrra.dev/service: 12 } }'), '12/a'],
    ['Pyrra, an empty label', pyrra('{ name: a, labels: { pyrra.dev/service: "" } }'), 'a/a'],
    ['Pyrra, no name', pyrra('{ namespace: shop }'), 'spec/spec'],
    ['Pyrra, alerting in words', pyrra('{ name: a }', 'alerting: { burnrates: sometimes }'), 'a/a'],
    [
      'Sloth, an empty description',
      sloth(`  - { name: a, description: "", objective: 99, sli: ${RAW} }`),
      'shop/a',
    ],
    [
      'Sloth, a name with blanks',
      sloth(`  - { name: "Müller & sons", objective: 99, sli: ${RAW} }`),
      'shop/Muller-sons',
    ],
    ['Sloth, a name that is a number', sloth(`  - { name: 404, objective: 99, sli: ${RAW} }`), 'shop/404'],
    ['Sloth, no name', sloth(`  - { objective: 99, sli: ${RAW} }`), 'shop/slo-1'],
    [
      'Sloth, no service',
      sloth(`  - { name: a, objective: 99, sli: ${RAW} }`, 'version: prometheus/v1'),
      'spec/a',
    ],
    [
      'Sloth, alerting in words',
      sloth(`  - { name: a, objective: 99, alerting: loud, sli: ${RAW} }`),
      'shop/a',
    ],
    [
      'Sloth, a decimal point without digits',
      sloth(`  - { name: a, objective: 99., sli: ${RAW} }`),
      'shop/a',
    ],
    [
      'Sloth, the spelling of Kubernetes',
      sloth(`  - { name: a, objective: 99, sli: { raw: { errorRatioQuery: 'x[{{.window}}]' } } }`),
      'shop/a',
    ],
    ['OpenSLO, an empty description', openslo(`${WINDOW}  description: ""\n`), 'shop/sold'],
    [
      'OpenSLO, an empty reference beside its indicator',
      openslo(`${WINDOW}  indicatorRef: ""\n`),
      'shop/sold',
    ],
    ['OpenSLO, no budgeting method', openslo(WINDOW), 'shop/sold'],
    [
      'OpenSLO, alert policies by their names',
      openslo(`${WINDOW}  alertPolicies: [fast-burn]\n`),
      'shop/sold',
    ],
    ['OpenSLO, an alert policy that is none', openslo(`${WINDOW}  alertPolicies: [[1]]\n`), 'shop/sold'],
    [
      'OpenSLO, a display name in a list',
      openslo(WINDOW).replace('name: sold', 'name: sold, displayName: [x]'),
      'shop/sold',
    ],
    ['OpenSLO, no name', openslo(WINDOW).replace('name: sold', 'labels: {}'), 'shop/spec-1'],
    ['OpenSLO, no service', openslo(WINDOW).replace('service: shop', 'description: x'), 'sold/sold'],
    ['OpenSLO, a target without its nought', openslo(WINDOW).replace('0.99', '.99'), 'shop/sold'],
    [
      'OpenSLO, one target said twice',
      openslo(WINDOW).replace('0.99', '0.99, targetPercent: 99'),
      'shop/sold',
    ],
    ['OpenSLO, a window that is no list', openslo(WINDOW.replace('[', '').replace(']', '')), 'shop/sold'],
    [
      'OpenSLO, an operator that nothing needs',
      openslo(WINDOW).replace('0.99', '0.99, op: near'),
      'shop/sold',
    ],
  ])('%s', (_, text, name) => {
    expect(refusals(read(text))).toEqual([])
    expect(names(text)).toEqual([name])
  })

  test('what was written is the title of a name that had to change', () => {
    const text = sloth(
      `  - { name: 注文, objective: 99, sli: ${RAW} }`,
      'version: prometheus/v1\nservice: 店 1',
    )
    const { services } = read(text)
    expect(services.map(({ name, title }) => [name, title])).toEqual([['1', '店 1']])
    expect(services[0]?.slos.map(({ slo }) => [slo.name, slo.title])).toEqual([['n266125dd', '注文']])
    expect(doubts(text)).toEqual([
      'service: 1 here: names are of letters, digits, dots, - and _',
      'slos[注文].name: n266125dd here: names are of letters, digits, dots, - and _',
    ])
  })

  test('names that are the same here are told apart', () => {
    const slo = (name: string): string => `  - { name: ${name}, objective: 99, sli: ${RAW} }\n`
    expect(names(sloth(slo('a-b') + slo('a b') + slo('a/b')))).toEqual([
      'shop/a-b',
      'shop/a-b-2',
      'shop/a-b-3',
    ])
    expect(refusals(read(sloth(slo('a-b') + slo('a-b'))))).toHaveLength(1)
  })

  test('SLOs of Pyrra of one name in several namespaces have the namespace in it', () => {
    const text = [
      pyrra('{ name: a, namespace: one }'),
      pyrra('{ name: a, namespace: two }'),
      pyrra('{ name: b, namespace: two }'),
    ]
    expect(names(text.join('---\n'))).toEqual(['a-one/a-one', 'a-two/a-two', 'b/b'])
  })

  test('a window that is missing is the one that is told', () => {
    const { services } = read(openslo(''), { window: '30d' })
    expect(services[0]?.slos.map(({ slo }) => slo.window)).toEqual(['30d'])
    expect(refusals(read(openslo('')))).toHaveLength(1)
    const month = openslo(WINDOW.replace('28d', '1M'))
    expect(slosOf(read(month, { window: '30d' }))['shop/sold']?.window).toBe('30d')
    expect(refusals(read(month))).toHaveLength(1)
    const quarter = openslo(WINDOW.replace('28d', '1Q'))
    expect(refusals(read(quarter, { window: '30d' }))).toHaveLength(1)
  })

  test('a calendar month that is written as a minute', () => {
    const text = openslo(
      '  timeWindow: [{ duration: 1m, calendar: { startTime: 2024-01-01, timeZone: UTC } }]\n',
    )
    expect(slosOf(read(text))['shop/sold']?.window).toEqual({ calendar: 'month', time_zone: 'UTC' })
    expect(doubts(text)).toEqual([
      'spec.timeWindow[0]: 1m counts minutes in OpenSLO, where M is a month; taken for 1M, a month',
    ])
  })
})

test.each<[string, string, string | undefined]>([
  ['yes', '{ page_alert: { disable: yes }, ticket_alert: { disable: "on" } }', 'off'],
  ['no', '{ page_alert: { disable: no }, ticket_alert: { disable: Off } }', undefined],
  [
    'in the spelling of Kubernetes',
    '{ pageAlert: { disable: true }, ticketAlert: { disable: true } }',
    'off',
  ],
])('alerts are switched off in the words of YAML 1.1: %s', (_, alerting, burnAlerts) => {
  const text = sloth(`  - { name: a, objective: 99, sli: ${RAW}, alerting: ${alerting} }`)
  expect(refusals(read(text))).toEqual([])
  expect(slosOf(read(text))['shop/a']?.burn_alerts).toBe(burnAlerts)
})

test('merge keys are followed', () => {
  const text = sloth(
    [
      `  - { name: one, objective: 99.9, sli: ${RAW}, alerting: &al { page_alert: { disable: true }, ticket_alert: { disable: true } } }`,
      `  - { name: two, objective: 99.5, sli: ${RAW}, alerting: { <<: *al, name: Other } }`,
    ].join('\n'),
  )
  expect(Object.values(slosOf(read(text))).map((slo) => slo.burn_alerts)).toEqual(['off', 'off'])
  expect(doubts(text)).toEqual([])
})

test.each([
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('documents may end their lines with %s', (_, end) => {
  const text = [
    sloth(`  - { name: a, objective: 99, sli: ${RAW} }`, 'version: prometheus/v1\nservice: "s1"'),
    '# only a remark\n',
    `\uFEFF${pyrra('{ name: q2 }', '', '{ errors: { metric: "e_total" }, total: { metric: "t_total" } }')}`,
  ].join('\n---\n')
  const reading = read(text.replaceAll('\n', end))
  expect(refusals(reading)).toEqual([])
  expect(Object.keys(slosOf(reading))).toEqual(['q2/q2', 's1/a'])
})

describe('a query', () => {
  const events = (error: string, total: string): string =>
    sloth(
      `  - name: a\n    objective: 99\n    sli: { events: { error_query: ${JSON.stringify(error)}, total_query: ${JSON.stringify(total)} } }`,
    )

  test('may trim the blanks beside its window', () => {
    const text = events('sum(rate(e[{{- .window -}}]))', 'sum(rate(t[ {{- .window }}]))')
    expect(slosOf(read(text))['shop/a']?.sli).toEqual({
      events: { bad: 'sum(increase(e[$window]))', total: 'sum(increase(t[$window]))' },
    })
  })

  test.each([
    [
      'sum by (cluster) (rate(t[{{.window}}]))',
      'sum(sum by (cluster) (increase(t[$window])))',
      'by (cluster)',
    ],
    [
      'sum(rate(t[{{.window}}])) by (cluster, zone)',
      'sum(sum(increase(t[$window])) by (cluster, zone))',
      'by (cluster, zone)',
    ],
    [
      'sum(rate(t[{{.window}}])) without (pod)',
      'sum(sum(increase(t[$window])) without (pod))',
      'without (pod)',
    ],
    [
      '(sum by (cluster) (rate(t[{{.window}}])))',
      'sum((sum by (cluster) (increase(t[$window]))))',
      'by (cluster)',
    ],
  ])('with a result for each cluster is added up, and that is said: %s', (total, ours, grouping) => {
    const text = events('sum(rate(e[{{.window}}]))', total)
    expect(slosOf(read(text))['shop/a']?.sli).toEqual({
      events: { bad: 'sum(increase(e[$window]))', total: ours },
    })
    expect(doubts(text)).toEqual([
      `slos[a].sli.events.total_query: ${grouping} has a result for each; one SLO for each is not supported yet, so all are measured as one`,
    ])
  })

  test.each([
    'sum(sum by (cluster) (rate(t[{{.window}}])))',
    'sum by () (rate(t{by="(x)"}[{{.window}}]))',
    'histogram_quantile(0.9, sum by (le) (rate(t[{{.window}}])))',
    'sum(rate(t[{{.window}}])) / on (cluster) vector(1)',
  ])('with one result is left as it is: %s', (total) => {
    expect(doubts(events('sum(rate(e[{{.window}}]))', total))).toEqual([])
  })

  test('with a result for each series is added up', () => {
    const text = events('rate(e[{{.window}}])', 'sum(rate(t[{{.window}}]))')
    expect(slosOf(read(text))['shop/a']?.sli).toEqual({
      events: { bad: 'sum(increase(e[$window]))', total: 'sum(increase(t[$window]))' },
    })
    expect(doubts(text)).toEqual([])
  })

  test('with a variable of another tool is told of', () => {
    expect(
      doubts(events('sum(rate(e{ns="$namespace"}[{{.window}}]))', 'sum(rate(t{ns=~".*$"}[{{.window}}]))')),
    ).toEqual([
      'slos[a].sli.events.error_query: $namespace stands in the query as it is; what fills it in elsewhere does not here',
    ])
  })

  test('that is the same for good and all is told of', () => {
    const text = openslo(WINDOW).replace('good_total', 'all_total')
    expect(refusals(read(text))).toEqual([])
    expect(doubts(text)).toEqual([
      'spec.indicator: the same as total, so that no event is ever bad; count the good ones alone',
    ])
  })

  test('of Pyrra may have an offset', () => {
    const ratio = `{ errors: { metric: 't_total{code="500"} offset 1m' }, total: { metric: t_total offset 1m } }`
    expect(slosOf(read(pyrra('{ name: a }', '', ratio)))['a/a']?.sli).toEqual({
      events: {
        bad: 'sum(increase(t_total{code="500"}[$window] offset 1m))',
        total: 'sum(increase(t_total[$window] offset 1m))',
      },
    })
  })

  test.each([
    ['counter: false,', []],
    ['', ['taken']],
    ['counter: true,', ['taken']],
  ])('of numbers that are rates already is looked at each minute: %s', (counter, doubt) => {
    const rates = `{ ratioMetric: { ${counter} good: ${metric('sum(rate(good_total[5m]))')}, total: ${metric('sum(rate(all_total[5m]))')} } }`
    const text = openslo(WINDOW, rates)
    expect(refusals(read(text))).toEqual([])
    expect(slosOf(read(text))['shop/sold']?.sli).toEqual({
      events: {
        good: 'sum(sum_over_time((sum(rate(good_total[5m])))[$window:1m]))',
        total: 'sum(sum_over_time((sum(rate(all_total[5m])))[$window:1m]))',
      },
    })
    expect(doubts(text)).toEqual(
      doubt.map(
        () =>
          'spec.indicator.spec.ratioMetric.counter: taken for false: the queries have lookbacks of their own, and what they give goes up and down',
      ),
    )
  })

  test('that has fields which Budgeteer does not know is looked at', () => {
    const ratio = '{ errors: { metric: e_total, matchers: [] }, total: { metric: t_total } }'
    expect(doubts(pyrra('{ name: a }', '', ratio))).toEqual([
      'spec.indicator.ratio.errors.matchers: no field of Pyrra that Budgeteer knows; not carried: does it change what is measured?',
    ])
  })
})

describe('a template is refused as one, once a document:', () => {
  const RENDER = 'a template, Helm’s it seems: render it first (`helm template`) and import what that prints'
  test.each([
    ['a value without quotes', 'version: prometheus/v1\nservice: {{ .Values.service }}\nslos: []\n', 2],
    ['a value in quotes', 'version: prometheus/v1\nservice: "{{ .Values.service }}"\nslos: []\n', 2],
    ['a condition', '{{- if .Values.slo.enabled }}\nversion: prometheus/v1\nslos: []\n{{- end }}\n', 1],
    [
      'a named template',
      'version: prometheus/v1\nlabels:\n{{ include "x.labels" . | indent 2 }}\nslos: []\n',
      3,
    ],
    [
      'the window of another template',
      sloth("  - { name: a, objective: 99, sli: { raw: { error_ratio_query: 'x[{{ `{{.window}}` }}]' } } }"),
      4,
    ],
    ['of Jinja', '# {{ a }}\nversion: prometheus/v1\nservice: {{ service }}\nslos: []\n', 3],
  ])('%s', (_, text, line) => {
    expect(told(read(text))).toEqual([`refused ${line} : ${RENDER}`])
  })

  test('but the templates of an alert are not', () => {
    const alerting = `{ annotations: { summary: '{{ $labels.job }} burns {{ $value | humanize }}' } }`
    const text = sloth(`  - { name: a, objective: 99, sli: ${RAW}, alerting: ${alerting} }`)
    expect(refusals(read(text))).toEqual([])
    expect(names(text)).toEqual(['shop/a'])
  })
})
