import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { recordedHistory, slothSeries } from '../adapters/prometheus/recorded/recorded-history.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { shopHistory } from '../support/shop-history.ts'
import { startProgram } from '../support/start-program.ts'
import { hasTerminal, KEYS, onTerminal } from '../support/terminal.ts'
import { runCli, startCli } from './run-cli.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** What a backtest says is for the test of the whole first hour. */
const PEOPLE = ['--channel', 'engineering', '--owner', 'U012AB3CD', '--no-backtest']

async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'budgeteer-init-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const filesIn = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort()

describe('wrong usage exits 2, and writes nothing:', () => {
  test('without a terminal the flags that are missing are named', async () => {
    const dir = await emptyFolder()
    const { code, err, out } = await startCli(['init', '--channel', 'engineering', '--out', dir]).ran
    expect({ code, err, out }).toEqual({
      code: 2,
      err: 'error: without a terminal init asks nothing; missing: --prometheus <url>, --owner <ids>\n',
      out: '',
    })
    expect(await filesIn(dir)).toEqual([])
  })

  test.each([
    ['--owner', '@ana', /@ana is a name, which its owner may change; an id is U… of a person/],
    ['--owner', 'ana@example.com', /ana@example\.com is a name/],
    ['--owner', 'C012AB3CD', /C012AB3CD is no id of Slack/],
    ['--role', 'sre', /such as sre=U012AB3CD/],
    ['--channel', 'Engineering', /names of channels are in small letters/],
    ['--most', '0', /a whole number from 1 to 500/],
    ['--timeout', 'soon', /a duration such as 30s/],
    ['--service-label', 'a"b', /the name of a label such as app/],
    ['--prometheus', 'prometheus:9090', /--prometheus takes an address such as http:\/\/prometheus:9090/],
  ])('%s %s', async (flag, value, told) => {
    const dir = await emptyFolder()
    const given = ['--prometheus', 'http://127.0.0.1:9', ...PEOPLE, flag, value]
    const { code, err } = await runCli(['init', '--yes', '--out', dir, ...given])
    expect(code).toBe(2)
    expect(err).toMatch(told)
    expect(await filesIn(dir)).toEqual([])
  })

  test.each([
    ['--prometheus', 'http://ana:s3cret-word@127.0.0.1:9', /an address without a password/],
    ['--bearer-env', 's3cret-word', /never the secret itself/],
    ['--header-env', 'X-Key=s3cret-word', /--header-env takes the name of an environment variable/],
    [
      '--header',
      'Authorization=Bearer s3cret-word',
      /Authorization holds a secret: name its variable by --header-env/,
    ],
    ['--header', 'X-Api-Key=s3cret-word', /X-Api-Key holds a secret/],
  ])('a secret in %s is refused, and not repeated', async (flag, value, told) => {
    const given = ['--prometheus', 'http://127.0.0.1:9', ...PEOPLE, flag, value]
    const { code, err, out } = await runCli(['init', '--yes', '--out', await emptyFolder(), ...given])
    expect(code).toBe(2)
    expect(err).toMatch(told)
    expect(err + out).not.toContain('s3cret')
  })
})

describe('what stands in the way is told, and nothing is written:', () => {
  test('a configuration that is there is not overwritten', async () => {
    const dir = await emptyFolder()
    await writeFile(join(dir, 'budgeteer.yaml'), '# mine\n')
    const given = ['--prometheus', 'http://127.0.0.1:9', ...PEOPLE, '--yes', '--out', dir]
    const { code, err } = await runCli(['init', ...given])
    expect(code).toBe(1)
    expect(err).toContain(
      `${join(dir, 'budgeteer.yaml')} exists already, and nothing was written; init begins a configuration: name another folder with --out`,
    )
    expect(await readFile(join(dir, 'budgeteer.yaml'), 'utf8')).toBe('# mine\n')
  })

  test('a Prometheus that is not there', async () => {
    const dir = await emptyFolder()
    const given = ['--prometheus', 'http://127.0.0.1:9', ...PEOPLE, '--yes', '--out', dir]
    const { code, err } = await runCli(['init', ...given])
    expect(code).toBe(1)
    expect(err).toMatch(
      /^error: Prometheus cannot be asked: http:\/\/127\.0\.0\.1:9: ECONNREFUSED; see whether/,
    )
    expect(await filesIn(dir)).toEqual([])
  })

  test('a secret that the environment does not hold', async () => {
    const given = ['--prometheus', 'http://127.0.0.1:9', '--bearer-env', 'PROM_TOKEN', ...PEOPLE, '--yes']
    const { code, err } = await runCli(['init', ...given, '--out', await emptyFolder()])
    expect(code).toBe(1)
    expect(err).toContain('the environment variable PROM_TOKEN is not set; source main needs it')
  })
})

describe.skipIf(!hasPrometheus())('with a shop of 30 days (needs prometheus and promtool)', () => {
  let prometheus: RunningPrometheus
  let flags: readonly string[]

  beforeAll(async () => {
    const openMetrics = shopHistory({ now: Date.now(), days: 31, down: [75, 73] })
    prometheus = await startPrometheus({ openMetrics })
    flags = ['init', '--prometheus', prometheus.url, ...PEOPLE, '--yes']
  })
  afterAll(() => prometheus.stop())

  test('SLOs are proposed with what they would have read, and become a configuration that is good', async () => {
    const dir = await emptyFolder()
    const { code, out, err } = await runCli([...flags, '--policy', 'zones', '--out', dir])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    // 0.1 of 100 requests fail, and 60 in two hours of 720: 0.266 %.
    expect(out).toMatch(
      /checkout\/availability +99\.5% +99\.734% +53% +30 days +Requests that do not fail with 5xx/,
    )
    expect(out).toMatch(/search\/latency +95% +97% +60% +30 days +Requests answered within 300ms/)
    expect(out).toMatch(/payments\/grpc-availability +99\.9% +99\.95% +50% +30 days/)
    expect(out).toContain('Checked: 3 services, 6 SLOs, policy zones')
    expect(await filesIn(dir)).toEqual([
      'budgeteer.yaml',
      'env.example',
      'policies/zones.test.yaml',
      'policies/zones.yaml',
      'slos/checkout.yaml',
      'slos/payments.yaml',
      'slos/search.yaml',
    ])
    expect((await runCli(['check', '--config', dir])).code).toBe(0)
    expect((await runCli(['policy', 'test', '--config', dir])).code).toBe(0)
    const status = await runCli(['status', 'checkout', '--config', dir])
    expect(status.out).toMatch(/Requests that do not fail with 5xx +99\.5% +30d +47%/)
  })

  test('the policy is in shadow unless it is to bind, and people and channels are as said', async () => {
    const dir = await emptyFolder()
    const said = [
      '--role',
      'sre=S012SRE',
      '--approvals-channel',
      '#deploys',
      '--shadow-channel',
      'C012SHADOW',
    ]
    await runCli([...flags, ...said, '--out', join(dir, 'a')])
    const settings = parse(await readFile(join(dir, 'a', 'budgeteer.yaml'), 'utf8')) as Record<
      string,
      unknown
    >
    expect(settings).toMatchObject({
      channels: {
        announcements: '#engineering',
        approvals: '#deploys',
        incidents: '#engineering',
        shadow: 'C012SHADOW',
      },
      roles: { sre: { title: 'SRE', groups: ['S012SRE'] }, cto: { users: ['U012AB3CD'] } },
    })
    const policyIn = async (name: string): Promise<unknown> =>
      parse(await readFile(join(dir, name, 'policies', 'error-budget-policy.yaml'), 'utf8'))
    expect(await policyIn('a')).toMatchObject({ enforcement: 'shadow', title: 'Error Budget Policy' })
    const { out } = await runCli([...flags, '--enforcement', 'enforce', '--out', join(dir, 'b c')])
    expect(out).toContain(`budgeteer start --config '${join(dir, 'b c')}'`)
    expect(await policyIn('b c')).not.toHaveProperty('enforcement')
  })

  test('what is kept can be named, and a name that there is not is told', async () => {
    const dir = await emptyFolder()
    const kept = await runCli([...flags, '--keep', 'checkout/latency', '--out', join(dir, 'a')])
    expect(kept.out).toContain('Checked: 1 service, 1 SLO,')
    const wrong = await runCli([...flags, '--keep', 'checkout/latenci', '--out', join(dir, 'b')])
    expect(wrong).toMatchObject({ code: 1 })
    expect(wrong.err).toMatch(/--keep: checkout\/latenci is none of them; did you mean checkout\/latency\?/)
    expect(await filesIn(dir)).not.toContain('b/budgeteer.yaml')
  })

  test('one file that is there already keeps all of them from being written', async () => {
    const dir = await emptyFolder()
    await mkdir(join(dir, 'slos'))
    await writeFile(join(dir, 'slos', 'search.yaml'), '# mine\n')
    const { code, err } = await runCli([...flags, '--out', dir])
    expect(code).toBe(1)
    expect(err).toContain(`${join(dir, 'slos', 'search.yaml')} exists already, and nothing was written`)
    expect(await filesIn(dir)).toEqual(['slos/search.yaml'])
  })

  test('what is cut off halfway through a file leaves nothing behind', async () => {
    const dir = await emptyFolder()
    // The settings are shorter than that, and the policy is longer.
    const limited = ['-c', 'ulimit -f 16; exec "$@"', 'sh', process.execPath, MAIN, ...flags]
    const { code, err } = await startProgram('/bin/sh', [...limited, '--out', join(dir, 'config')], {
      env: { PATH: process.env['PATH'], HOME: dir },
    }).ran
    expect(code).toBe(1)
    expect(err).toContain('error-budget-policy.yaml cannot be written: files of that size are not allowed')
    expect(await readdir(dir)).toEqual([])
  })

  describe.skipIf(!hasTerminal())('at a terminal (needs script)', () => {
    /** Answers up to the owner. */
    async function begun(dir: string) {
      const terminal = onTerminal([process.execPath, MAIN, 'init', '--no-backtest'], { HOME: dir }, dir)
      await terminal.press(`${prometheus.url}${KEYS.enter}`, 'Where is Prometheus')
      await terminal.press(KEYS.enter, 'How does it know us?')
      // The first one goes.
      await terminal.press(`${KEYS.space}${KEYS.enter}`, 'Which of them do you keep?')
      await terminal.press(`${KEYS.down}${KEYS.enter}`, 'Which policy do you begin with?')
      await terminal.press(`Engineering${KEYS.enter}`, 'In which channel are freezes announced?')
      await terminal.press(
        `${KEYS.back.repeat('Engineering'.length)}engineering${KEYS.enter}`,
        'names of channels are in small letters',
      )
      await terminal.press(KEYS.enter, 'where are approvals asked for?')
      await terminal.press(KEYS.enter, 'where do incidents go?')
      await terminal.press(KEYS.enter, 'what shadow would have done?')
      await terminal.press(`@ana${KEYS.enter}`, 'Who owns these services?')
      return terminal
    }

    test('everything is asked for, and a wrong answer is asked again', async () => {
      const dir = await emptyFolder()
      const terminal = await begun(dir)
      await terminal.press(`${KEYS.back.repeat('@ana'.length)}U012AB3CD${KEYS.enter}`, '@ana is a name')
      await terminal.press(KEYS.enter, 'Who is SRE?')
      await terminal.press(KEYS.enter, 'Write budgeteer.yaml')
      const { code, shown } = await terminal.ended
      expect({ code, shown }).toMatchObject({ code: 0 })
      expect(shown).toContain('Checked: 3 services, 5 SLOs, policy three-tier')
      expect(await filesIn(join(dir, 'config'))).toContain('policies/three-tier.yaml')
    })

    test('Ctrl-C at a question leaves nothing behind, and exits 130', async () => {
      const dir = await emptyFolder()
      const terminal = await begun(dir)
      await terminal.press(KEYS.interrupt, '@ana is a name')
      const { code, shown } = await terminal.ended
      expect(code).toBe(130)
      expect(shown).toContain('Nothing was written.')
      expect(await filesIn(dir)).toEqual([])
    })
  })
})

describe.skipIf(!hasPrometheus())('with what somebody else recorded (needs prometheus and promtool)', () => {
  test('SLOs of Sloth are followed as they are, service by service', async () => {
    const ratios = { '5m': 0, '1h': 0, '6h': 0, '1d': 0, '3d': 0, period: 0.00025 }
    const of = (service: string, slo: string) =>
      slothSeries({
        service,
        slo,
        version: 'v0.12.0',
        objective: 99.9,
        period: { days: 30, name: '30d' },
        ratios,
      })
    const series = [...of('shop.cart', 'a'), ...of('shop.cart', 'b'), ...of('other', 'a')]
    const prometheus = await startPrometheus({ openMetrics: recordedHistory(series, Date.now()) })
    onTestFinished(() => prometheus.stop())
    const dir = await emptyFolder()
    const flags = ['init', '--prometheus', prometheus.url, ...PEOPLE, '--yes', '--out', dir]
    const { code, out, err } = await runCli([...flags, '--keep', 'shop.cart'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Recording rules of Sloth or Pyrra describe 3 SLOs:')
    expect(out).toMatch(/shop\.cart\/a +99\.9% +99\.975% +25%/)
    expect(parse(await readFile(join(dir, 'budgeteer.yaml'), 'utf8'))).toMatchObject({
      sources: {
        main: { prometheus: { discover: { owner: { users: ['U012AB3CD'] }, services: 'shop[.]cart' } } },
      },
    })
    const status = await runCli(['status', '--json', '--config', dir])
    const { services } = JSON.parse(status.out) as {
      readonly services: readonly { readonly service: string }[]
    }
    expect(services.map(({ service }) => service)).toEqual(['shop.cart'])
  })

  test('what was named to do harm stays a name', async () => {
    const job = 'x"}) or vector(1) # \u202E\u001B[31m\n- evil: ['
    const at = Date.now()
    const label = job.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    const samples = Array.from({ length: 200 }, (_, minute) => [
      minute * 100,
      (at + (minute - 120) * 60_000) / 1_000,
    ])
    const openMetrics = `# TYPE http_requests counter\n${samples
      .map(([value, seconds]) => `http_requests_total{job="${label}",code="200"} ${value} ${seconds}`)
      .join('\n')}\n# EOF\n`
    const prometheus = await startPrometheus({ openMetrics })
    onTestFinished(() => prometheus.stop())
    const dir = await emptyFolder()
    const flags = ['init', '--prometheus', prometheus.url, ...PEOPLE, '--yes', '--out', dir]
    const { code, out, err } = await runCli(flags)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/)
    const [file = ''] = await readdir(join(dir, 'slos'))
    expect(file).toMatch(/^[A-Za-z0-9._-]+\.yaml$/)
    expect(parse(await readFile(join(dir, 'slos', file), 'utf8'))).toMatchObject({
      services: [
        {
          slos: [
            {
              sli: {
                events: { total: `http_requests_total{job="${label}"}` },
              },
            },
          ],
        },
      ],
    })
    expect((await runCli(['status', '--config', dir])).code).toBe(0)
  })
})
