import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const COMMANDS = [
  'start',
  'demo',
  'check',
  'gate',
  'doctor',
  'status',
  'rules',
  'audit',
  'manifest',
  'completion',
]

describe('--help is 0', () => {
  test('and names every command', async () => {
    const { code, out, err } = await runCli(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  test.each(COMMANDS)('of %s says what it takes', async (command) => {
    const { code, out, err } = await runCli([command, '--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(new RegExp(`^Usage: budgeteer ${command} `))
  })

  test.each([
    [['help', 'gate'], 'gate', '--wait'],
    [['policy', 'decide', '--help'], 'policy decide', '--remaining'],
  ])('of a command that %j asks for', async (args, command, option) => {
    const { code, out } = await runCli(args)
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^Usage: budgeteer ${command} [^]*${option}`))
  })
})

test('--version prints version, commit and Node', async () => {
  const { code, out } = await runCli(['--version'])
  expect(code).toBe(0)
  expect(out).toMatch(/^\d+\.\d+\.\d+ \(commit ([0-9a-f]{7,40}(-dirty)?|unknown), Node \d+\.\d+\.\d+\)\n$/)
})

describe('wrong usage is 2, and names what was probably meant', () => {
  test.each([
    ['no command at all', [], 'Usage: budgeteer'],
    ['an unknown command', ['docter'], '(Did you mean doctor?)'],
    ['a command like none', ['freeze'], "error: unknown command 'freeze'\n(--help says what there is)"],
    ['an unknown option', ['doctor', '--jsno'], '(Did you mean --json?)'],
    ['an unknown part of audit', ['audit', 'verfy'], '(Did you mean verify?)'],
    ['audit without a part', ['audit'], 'Usage: budgeteer audit'],
    ['an argument that none takes', ['check', 'everything'], 'too many arguments'],
    ['an option without its value', ['check', '--config'], "option '--config <folder>' argument missing"],
    ['an unknown command with options', ['statsu', '--json'], '(Did you mean status?)'],
    ['an unknown command whose help is asked for', ['docter', '--help'], '(Did you mean doctor?)'],
    ['the same, asked the other way', ['help', 'docter'], '(Did you mean doctor?)'],
    ['an unknown part whose help is asked for', ['policy', 'tabel', '--help'], '(Did you mean table?)'],
    ['an unknown option of the whole', ['--versoin'], '(Did you mean --version?)'],
    ['an unknown option of a grouped command', ['policy', 'table', '--polcy'], '(Did you mean --policy?)'],
    [
      'a file where a folder is asked for',
      ['check', '--config', 'config/budgeteer.yaml'],
      'say --config config',
    ],
    ['a log level that there is not', ['start', '--log-level', 'loud'], 'debug, info, warn, error'],
    [
      'a length of time without a unit',
      ['gate', '--service', 'a', '--change', 'feature', '--timeout', '30'],
      '30 has no unit: 30s is seconds, 30m minutes, 30h hours.',
    ],
    ['a port that is no number', ['demo', '--port', 'http'], 'port'],
    ['an address that is not public', ['manifest', '--http', 'localhost'], 'https://budgeteer.example.com'],
  ])('%s', async (_what, args, says) => {
    const { code, out, err } = await runCli(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
  })
})

interface Manifest {
  readonly features: {
    readonly slash_commands: readonly { readonly command: string; readonly url?: string }[]
  }
  readonly settings: {
    readonly socket_mode_enabled: boolean
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url?: string }
  }
}

interface Scoped {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
}

describe('manifest', () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../config/slack-manifest.yaml'), 'utf8')

  test('is the file that ships', async () => {
    expect(await runCli(['manifest'])).toEqual({ code: 0, out: shipped, err: '' })
  })

  test('--json is the same in JSON', async () => {
    const { out } = await runCli(['manifest', '--json'])
    expect(JSON.parse(out)).toEqual(parse(shipped))
  })

  test.each([
    ['without people:', '', true],
    ['with people:', ', people: { ines@example.com: U0OWNER }', false],
  ])('of a rota %s, it asks for the scope of mail addresses: %s', async (_rota, people, asks) => {
    const home = await aHome()
    await home.edit('budgeteer.yaml', 'sre: { title: SRE, groups: [S0SRE] }', 'sre: { title: SRE }')
    const rota = `{ pagerduty: { schedule: PABC123, token_env: PAGERDUTY_API_TOKEN }${people} }`
    await home.edit('budgeteer.yaml', 'default_policy:', `on_call: { sre: ${rota} }\ndefault_policy:`)
    const { code, out, err } = await runCli(['manifest', ...home.config])
    expect([code, err]).toEqual([0, ''])
    const scopes = (parse(shipped) as Scoped).oauth_config.scopes.bot
    expect((parse(out) as Scoped).oauth_config.scopes.bot).toEqual(
      asks ? [...scopes, 'users:read.email'] : scopes,
    )
  })

  test('--http leaves Socket Mode out and says where Slack reaches the bot', async () => {
    const { code, out } = await runCli(['manifest', '--http', 'https://bot.example.com/'])
    expect(code).toBe(0)
    const { features, settings } = parse(out) as Manifest
    const url = 'https://bot.example.com/slack/events'
    expect(features.slash_commands.map((command) => command.url)).toEqual([url, url])
    expect(settings).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { is_enabled: true, request_url: url },
      event_subscriptions: { request_url: url },
    })
  })
})
