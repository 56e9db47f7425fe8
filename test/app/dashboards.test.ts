import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DASHBOARD_NAMES } from '../../src/adapters/grafana/names.ts'
import { HOUR_MS, SECOND_MS } from '../../src/core/kernel/time/duration.ts'
import { DASHBOARD } from '../adapters/grafana/written.ts'
import { runCli } from '../cli/run-cli.ts'
import { eventually, Premises } from '../support/bot-process.ts'
import { freePort } from '../support/free-port.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'

/*
 * Every expression of every dashboard, asked of a real Prometheus that has scraped the bot and loaded the rules. The service
 * burns its budget, so that there is a freeze, a burn alert and an incident to show.
 */

const STEP_MS = 15 * SECOND_MS

/** Of the last two hours: of a hundred requests twenty fail and ten are slow, and the model is right. */
function history(until: number): string {
  const samples = (name: string, labels: string, valueOf: (step: number) => number): string[] =>
    Array.from({ length: (2 * HOUR_MS) / STEP_MS }, (_, step) => {
      const at = (until - 2 * HOUR_MS + step * STEP_MS) / SECOND_MS
      return `${name}{job="checkout"${labels}} ${valueOf(step)} ${at}`
    })
  const growing = (share: number) => (step: number) => share * (step + 1)
  return [
    '# TYPE requests counter',
    ...samples('requests_total', ',code="200"', growing(80)),
    ...samples('requests_total', ',code="500"', growing(20)),
    '# TYPE duration_seconds histogram',
    ...samples('duration_seconds_bucket', ',le="0.3"', growing(90)),
    ...samples('duration_seconds_bucket', ',le="+Inf"', growing(100)),
    ...samples('duration_seconds_count', '', growing(100)),
    ...samples('duration_seconds_sum', '', growing(10)),
    '# TYPE accuracy gauge',
    ...samples('accuracy', '', () => 0.95),
    '# EOF',
    '',
  ].join('\n')
}

const SLOS = `services:
  - name: checkout
    title: Checkout
    owner: { users: [U0OWNER] }
    slos:
      - name: availability
        title: Requests that succeed
        objective: 99.5
        window: 30d
        sli: { events: { good: 'requests_total{code="200"}', total: requests_total } }
      - name: latency
        title: Requests in time
        objective: 95
        window: 7d
        sli: { latency: { histogram: duration_seconds, threshold: 300ms } }
      - name: quality
        title: Time at an accuracy of 92 % or more
        objective: 99
        window: 7d
        sli: { quality: { gauge: accuracy, at_least: 0.92, every: 1m } }
`

/** What Grafana puts in place of its variables. */
const asked = (expr: string): string =>
  expr.replaceAll(/\$(service|slo|job)\b/g, '.*').replaceAll('$__rate_interval', '15s')

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: [number, string]
    }[]
  }
}

/** What was begun, to be ended in turn. */
const ends: (() => Promise<unknown>)[] = []
let prometheus: RunningPrometheus
let folder: string

beforeAll(async () => {
  if (!hasPrometheus()) return
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-dashboards-'))
  ends.unshift(() => rm(folder, { recursive: true, force: true }))
  const port = await freePort()
  const premises = await Premises.open({
    sli: '{ pushed: {} }',
    window: '30d',
    prometheusUrl: `http://127.0.0.1:${port}`,
  })
  ends.unshift(() => premises.close())
  await writeFile(join(premises.folder, 'config', 'slos', 'checkout.yaml'), SLOS)
  const config = ['--config', join(premises.folder, 'config')]
  const rules = join(folder, 'rules.yaml')
  await expect(runCli(['rules', ...config, '--names', 'sli', '--out', rules])).resolves.toMatchObject({
    code: 0,
  })
  const text = await readFile(rules, 'utf8')
  await writeFile(rules, text.replaceAll(/^( *interval:) .*$/gm, '$1 1s'))
  await expect(runCli(['dashboard', ...config, '--out', folder])).resolves.toMatchObject({ code: 0 })
  const bot = await premises.start()
  prometheus = await startPrometheus({
    port,
    openMetrics: history(Date.now()),
    rules,
    scrapeTargets: [{ job: 'budgeteer', address: new URL(await bot.url).host }],
  })
  ends.unshift(() => prometheus.stop())
  await eventually('the bot is scraped', async () => (await answerTo('up')).length > 0 || undefined)
  for (const [revision, event] of [
    ['v1', 'started'],
    ['v2', 'started'],
    ['v2', 'failed'],
  ])
    await bot.call('/v1/deployments', { service: 'checkout', revision, event })
}, 120_000)

afterAll(async () => {
  for (const end of ends) await end()
})

async function answerTo(expr: string): Promise<Answer['data']['result']> {
  const query = new URLSearchParams({ query: asked(expr) })
  const answer = await fetch(`${prometheus.url}/api/v1/query?${query.toString()}`, {
    signal: AbortSignal.timeout(10_000),
  })
  if (!answer.ok) throw new Error(`${expr}: ${await answer.text()}`)
  const { data } = (await answer.json()) as Answer
  return data.result.filter(({ value }) => Number.isFinite(Number(value[1])))
}

const LABEL_VALUES = /^label_values\((.*), (\w+)\)$/

test.skipIf(!hasPrometheus()).each(DASHBOARD_NAMES)(
  'every expression of %s has an answer with the labels that its legend names',
  async (name) => {
    const { panels, annotations, templating } = DASHBOARD.parse(
      JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')),
    )
    const variables = templating.list.filter(({ type }) => type === 'query')
    const questions = [
      ...panels.flatMap(({ targets = [] }) =>
        targets.map(({ expr, legendFormat = '' }) => ({ expr, legend: legendFormat })),
      ),
      ...(annotations.list ?? []).map(({ target, titleFormat, textFormat }) => ({
        expr: target.expr,
        legend: titleFormat + textFormat,
      })),
      ...variables.map(({ query }) => ({
        expr: query.replace(LABEL_VALUES, 'count by ($2) ($1)'),
        legend: query.replace(LABEL_VALUES, '{{$2}}'),
      })),
    ]
    expect(questions.length).toBeGreaterThan(4)
    const open = new Map(questions.map((question) => [question.expr, question.legend]))
    const untold = (): string => `no answer to ${[...open.keys()].join('\n')}`
    await eventually('every expression has an answer', async () => {
      for (const [expr, legend] of open) {
        const [first] = await answerTo(expr)
        if (first === undefined) continue
        const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
        expect(
          named.filter((label) => first.metric[label] === undefined),
          expr,
        ).toEqual([])
        open.delete(expr)
      }
      return open.size === 0 || undefined
    }).catch((error: unknown) => {
      throw new Error(untold(), { cause: error })
    })
  },
  120_000,
)
