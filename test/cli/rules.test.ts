import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { requiredProgram } from '../support/required-program.ts'
import { promtool } from '../adapters/prometheus/rules/promtool.ts'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

interface RuleFile {
  readonly groups: readonly {
    readonly name: string
    readonly interval: string
    readonly rules: readonly {
      readonly record?: string
      readonly alert?: string
      readonly labels: Readonly<Record<string, string>>
    }[]
  }[]
}

const recordsOf = ({ groups }: RuleFile): string[] =>
  groups.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []))
const alertsOf = ({ groups }: RuleFile): string[] =>
  groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))

const ONE = ['rules', '--service', 'inference-gateway']

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-cli-rules-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('rules', () => {
  test('are a rule file with the command that wrote it, the same each time', async () => {
    const { code, out, err } = await runCli(ONE)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^# Written by: budgeteer rules --service inference-gateway\n/)
    const file = parse(out) as RuleFile
    expect(file.groups.map(({ name, interval }) => `${name} ${interval}`)).toContain(
      'inference-gateway/availability 1m',
    )
    expect(new Set(alertsOf(file))).toEqual(
      new Set(['ErrorBudgetBurnPage', 'ErrorBudgetBurnTicket', 'ErrorBudgetExhausted']),
    )
    expect((await runCli(ONE)).out).toBe(out)
  })

  test('have the names of the policy document beside Sloth’s, where asked for', async () => {
    const { out } = await runCli([...ONE, '--names', 'policy,sli', '--no-alerts'])
    const file = parse(out) as RuleFile
    expect(recordsOf(file)).toEqual(
      expect.arrayContaining([
        'slo:sli_error:ratio_rate30d',
        'slo:availability:ratio_rate30d',
        'slo:availability:error_budget_remaining',
        'slo:latency:ratio_rate30d',
        'sli:availability:ratio',
        'sli:latency:good_ratio',
        'slo:error_budget:remaining_ratio',
        'slo:error_budget:burn_rate_1h',
      ]),
    )
    expect(alertsOf(file)).toEqual([])
  })

  test('are an object of Kubernetes with its name, namespace and labels', async () => {
    const meta = [
      '--name',
      'slos',
      '--namespace',
      'monitoring',
      '--label',
      'release=prometheus',
      '--label',
      'a=b',
    ]
    const metadata = { name: 'slos', namespace: 'monitoring', labels: { release: 'prometheus', a: 'b' } }
    const plain = parse((await runCli(ONE)).out) as unknown
    const rule = await runCli([...ONE, '--format', 'prometheus-rule', ...meta])
    expect(parse(rule.out)).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata,
      spec: plain,
    })
    const map = parse((await runCli([...ONE, '--format', 'config-map', ...meta])).out) as {
      readonly data: Readonly<Record<string, string>>
    }
    expect(map).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata })
    expect(parse(map.data['budgeteer-rules.yaml'] ?? '')).toEqual(plain)
  })

  test('ask for a freeze and link a runbook, where asked for', async () => {
    const runbook = 'https://wiki.example.com/{service}/{slo}'
    const { out } = await runCli([...ONE, '--freeze-alerts', '--runbook', runbook])
    expect(out.match(/freeze: "true"/g)).toHaveLength((parse(out) as RuleFile).groups.length / 2)
    expect(out).toContain('runbook_url: https://wiki.example.com/inference-gateway/availability')
  })

  test('go to a file, with tests that pass in a folder', async () => {
    const folder = await aFolder()
    const file = join(folder, 'deep', 'rules.yaml')
    const tests = join(folder, 'tests')
    const { code, out, err } = await runCli([...ONE, '--out', file, '--tests', tests])
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' })
    expect(await readFile(file, 'utf8')).toContain('# Written by: budgeteer rules')
    const written = await readdir(tests)
    expect(written).toContain('inference-gateway.availability.test.yaml')
    expect(written).toContain('inference-gateway.availability.rules.yaml')
    if (requiredProgram('promtool') === undefined) return
    const of = written.filter((name) => name.endsWith('.test.yaml')).map((name) => join(tests, name))
    expect(await promtool(['test', 'rules', ...of])).toMatchObject({ code: 0 })
  })

  test('without an SLO that can be recorded are an error that says why', async () => {
    const home = await aHome()
    const { code, out, err } = await runCli(['rules', ...home.config])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('left out: checkout/orders: its counts are pushed')
    expect(err).toContain('none of the SLOs can be recorded')
  })

  test('of several sources ask which one', async () => {
    const home = await aHome()
    await home.edit(
      'budgeteer.yaml',
      'default_policy:',
      `sources:
  east: { prometheus: { url: 'http://127.0.0.1:9090' } }
  west: { prometheus: { url: 'http://127.0.0.1:9091' } }
default_policy:`,
    )
    const slo = (source: string): string =>
      `      - { name: of-${source}, title: T, objective: 99, window: 30d, sli: { events: { source: ${source}, bad: b_total, total: t_total } } }`
    await home.edit('slos/checkout.yaml', '    slos:', ['    slos:', slo('east'), slo('west')].join('\n'))
    const unclear = await runCli(['rules', ...home.config])
    expect({ code: unclear.code, out: unclear.out }).toEqual({ code: 2, out: '' })
    expect(unclear.err).toContain('say --source east or west')
    const chosen = await runCli(['rules', '--source', 'west', ...home.config])
    expect({ code: chosen.code, err: chosen.err }).toEqual({ code: 0, err: '' })
    expect(chosen.out).toContain('checkout/of-west')
    expect(chosen.out).not.toContain('of-east')
  })

  test.each([
    ['a service that there is not', ['--service', 'inference-gatewy'], 'did you mean inference-gateway?'],
    ['a source that there is not', ['--source', 'man'], 'no SLO here is measured by the source man'],
    ['a format that there is not', ['--format', 'helm'], 'prometheus, prometheus-rule, config-map'],
    ['names that there are not', ['--names', 'pyrra'], '"pyrra" is none of sloth, policy, sli'],
    [
      'metadata of a plain file',
      ['--namespace', 'x'],
      '--namespace needs --format prometheus-rule or config-map',
    ],
    ['a label that is none', ['--format', 'config-map', '--label', 'x'], 'release=prometheus'],
    ['a runbook that is no address', ['--runbook', 'wiki'], 'https://wiki.example.com/slo/{service}'],
  ])('wrong usage: %s', async (_what, args, says) => {
    const { code, out, err } = await runCli(['rules', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
  })
})

const ON_LINUX: [string, (folder: string) => string, string][] = [
  ['nowhere', () => '/proc/x/y', '/proc/x does not exist; see whether the path is right'],
  ['a full disk', () => '/dev/full', '/dev/full cannot be written: the disk is full; make room'],
]

describe('where rules cannot be written, the path and what to do are told at once', () => {
  test.each<[string, (folder: string) => string, string]>([
    ['a folder', (folder: string) => folder, 'is a folder, where a file is meant; name the file in it'],
    [
      'below a file',
      (folder: string) => join(folder, 'file', 'rules.yaml'),
      'exists already, and is no folder; name another path',
    ],
    [
      'far below a file',
      (folder: string) => join(folder, 'file', 'a', 'rules.yaml'),
      'does not exist, because part of its path is a file; name a folder there',
    ],
    ...(process.platform === 'linux' ? ON_LINUX : []),
  ])('%s', async (_where, pathIn, told) => {
    const folder = await aFolder()
    await writeFile(join(folder, 'file'), '')
    const { code, err } = await runCli([...ONE, '--out', pathIn(folder)])
    expect(code).toBe(1)
    expect(err).toContain(told)
    expect(err).not.toMatch(/\n +at /)
  })
})
