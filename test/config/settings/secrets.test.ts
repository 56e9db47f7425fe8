import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withEnvFile } from '../../../src/config/reading/env-file.ts'
import { storeSecrets } from '../../../src/config/settings/store-url.ts'
import { type Edit, loadEdited, problemLines } from '../configuration-folder.ts'

const ENV = {
  SLACK_BOT_TOKEN: 'xoxb-test-bot',
  SLACK_APP_TOKEN: 'xapp-test-app',
  PROMETHEUS_TOKEN: 'prometheus-token',
  BUDGETEER_TOKEN_CI: 'a-token-of-good-length',
  BUDGETEER_TOKEN_RELEASE: 'another-token-of-good-length',
}
const POSTGRES: readonly Edit[] = [
  [
    'budgeteer.yaml',
    'default_policy:',
    'store: { postgres: { url_env: BUDGETEER_DATABASE_URL } }\ndefault_policy:',
  ],
]
const HTTP: readonly Edit[] = [
  ['budgeteer.yaml', 'default_policy:', 'slack: { mode: http }\ndefault_policy:'],
]

describe('secrets come from the environment', () => {
  test('all of them are read when the bot starts', async () => {
    const loaded = await loadEdited([], ENV)
    expect(loaded.ok && loaded.secrets).toEqual({
      slack: { botToken: 'xoxb-test-bot', appToken: 'xapp-test-app', signingSecret: null, apiUrl: null },
      gateTokens: new Map([
        ['ci', 'a-token-of-good-length'],
        ['release', 'another-token-of-good-length'],
      ]),
      sources: new Map([['main', { kind: 'bearer', token: 'prometheus-token' }]]),
      sourceHeaders: new Map([['main', new Map()]]),
      pagers: new Map(),
      rotas: new Map(),
      webhooks: new Map(),
      flagProviders: new Map(),
      mailPassword: null,
      audit: { key: null, old: null },
      storeUrl: null,
    })
  })

  test('and so is the URL of a PostgreSQL database, which no text may hold, nor its password', async () => {
    const url = 'postgres://budgeteer:s%40cret@db.example.com:5432/budgeteer?sslmode=verify-full'
    const loaded = await loadEdited(POSTGRES, { ...ENV, BUDGETEER_DATABASE_URL: url })
    expect(loaded.ok && loaded.secrets?.storeUrl).toBe(url)
    expect(storeSecrets(url)).toEqual([url, 's%40cret', 's@cret'])
    expect(storeSecrets('postgres://h/d?user=u&password=s%40cret')).toContain('s@cret')
    expect(storeSecrets('postgres://budgeteer@h/d')).toEqual(['postgres://budgeteer@h/d'])
    expect(storeSecrets(null)).toEqual([])
  })

  const rows: readonly {
    readonly name: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly edits?: readonly Edit[]
    readonly problems: readonly string[]
  }[] = [
    {
      name: 'the URL of a PostgreSQL database is not set',
      env: ENV,
      edits: POSTGRES,
      problems: [
        'budgeteer.yaml:33 store.postgres.url_env: the environment variable BUDGETEER_DATABASE_URL is not set; the store is in the database that it names',
      ],
    },
    {
      name: 'the URL of a PostgreSQL database is another',
      env: { ...ENV, BUDGETEER_DATABASE_URL: 'mysql://a:secret@b/c' },
      edits: POSTGRES,
      problems: [
        'budgeteer.yaml:33 store.postgres.url_env: BUDGETEER_DATABASE_URL is no URL of the form postgres://USER:PASSWORD@HOST:5432/DATABASE',
      ],
    },
    {
      name: 'nothing is set',
      env: {},
      problems: [
        'budgeteer.yaml:1 slack.mode: the environment variable SLACK_BOT_TOKEN is not set; it is the bot token (xoxb-…) of the Slack app',
        'budgeteer.yaml:1 slack.mode: the environment variable SLACK_APP_TOKEN is not set; Socket Mode needs an app-level token (xapp-…)',
        'budgeteer.yaml:23 sources.main.prometheus.auth.bearer_env: the environment variable PROMETHEUS_TOKEN is not set; source main needs it',
        'budgeteer.yaml:27 gate.tokens[ci].env: the environment variable BUDGETEER_TOKEN_CI is not set; gate token ci needs it',
        'budgeteer.yaml:32 gate.tokens[release].env: the environment variable BUDGETEER_TOKEN_RELEASE is not set; gate token release needs it',
      ],
    },
    {
      name: 'HTTP mode without a signing secret',
      env: ENV,
      edits: HTTP,
      problems: [
        'budgeteer.yaml:33 slack.mode: the environment variable SLACK_SIGNING_SECRET is not set; HTTP mode checks every call with it',
      ],
    },
    {
      name: 'the key of the audit log is short',
      env: { ...ENV, BUDGETEER_AUDIT_KEY: 'correct horse battery' },
      problems: [
        'budgeteer.yaml:1: BUDGETEER_AUDIT_KEY is shorter than 32 characters; make one with `openssl rand -base64 32`',
      ],
    },
    {
      name: 'the key of the audit log is long and says nothing',
      env: { ...ENV, BUDGETEER_AUDIT_KEY: 'abcabcabcabcabcabcabcabcabcabcabcabc' },
      problems: [
        'budgeteer.yaml:1: BUDGETEER_AUDIT_KEY repeats fewer than 8 different characters; make one with `openssl rand -base64 32`',
      ],
    },
    {
      name: 'the key of the audit log is a token as well',
      env: {
        ...ENV,
        BUDGETEER_TOKEN_CI: '8c1f0e7b2a9d4f63b5c7e1a0d2f48691',
        BUDGETEER_AUDIT_KEY: '8c1f0e7b2a9d4f63b5c7e1a0d2f48691',
      },
      problems: [
        'budgeteer.yaml:1: BUDGETEER_AUDIT_KEY is used for something else as well; make one with `openssl rand -base64 32`',
      ],
    },
    {
      name: 'the old key of the audit log stands alone',
      env: { ...ENV, BUDGETEER_AUDIT_KEY_OLD: '8c1f0e7b2a9d4f63b5c7e1a0d2f48691' },
      problems: [
        'budgeteer.yaml:1: BUDGETEER_AUDIT_KEY_OLD is set and BUDGETEER_AUDIT_KEY is not; a log that was signed stays signed',
      ],
    },
    {
      name: 'the two Slack tokens are swapped',
      env: { ...ENV, SLACK_BOT_TOKEN: 'xapp-test', SLACK_APP_TOKEN: 'xoxb-test' },
      problems: [
        'budgeteer.yaml:1 slack.mode: SLACK_BOT_TOKEN holds a token that begins with xapp-; it is the bot token (xoxb-…) of the Slack app',
        'budgeteer.yaml:1 slack.mode: SLACK_APP_TOKEN holds a token that begins with xoxb-; Socket Mode needs an app-level token (xapp-…)',
      ],
    },
    {
      name: 'Slack tokens are of no form that Slack gives out',
      env: { ...ENV, SLACK_BOT_TOKEN: 'my secret bot', SLACK_APP_TOKEN: '"xapp-1-A"' },
      problems: [
        'budgeteer.yaml:1 slack.mode: SLACK_BOT_TOKEN is not of the form xoxb-…, of letters, digits and hyphens; it is the bot token (xoxb-…) of the Slack app',
        'budgeteer.yaml:1 slack.mode: SLACK_APP_TOKEN is not of the form xapp-…, of letters, digits and hyphens; Socket Mode needs an app-level token (xapp-…)',
      ],
    },
    {
      name: 'the signing secret is something else',
      env: { ...ENV, SLACK_SIGNING_SECRET: 'xapp-1-A' },
      edits: HTTP,
      problems: [
        'budgeteer.yaml:33 slack.mode: SLACK_SIGNING_SECRET holds a token that begins with xapp-; HTTP mode checks every call with it',
      ],
    },
    {
      name: 'two callers share a token',
      env: { ...ENV, BUDGETEER_TOKEN_RELEASE: ENV.BUDGETEER_TOKEN_CI },
      problems: [
        'budgeteer.yaml:32 gate.tokens[release].env: BUDGETEER_TOKEN_RELEASE holds the same token as ci; each caller has its own',
      ],
    },
    {
      name: 'a token is short',
      env: { ...ENV, BUDGETEER_TOKEN_CI: 'secret' },
      problems: [
        'budgeteer.yaml:27 gate.tokens[ci].env: BUDGETEER_TOKEN_CI is shorter than 16 characters; choose a longer one',
      ],
    },
    {
      name: 'the address of Slack’s API is none',
      env: { ...ENV, SLACK_API_URL: 'localhost' },
      problems: [
        'budgeteer.yaml:1: SLACK_API_URL is no http or https address; leave it out to use Slack itself',
      ],
    },
  ]
  test.each(rows)('$name', async ({ env, edits = [], problems }) => {
    expect(problemLines(await loadEdited(edits, env))).toEqual(problems)
  })
})

describe('.env', () => {
  test('adds to the environment, which wins', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'budgeteer-env-')), '.env')
    await writeFile(file, '# tokens\nSLACK_BOT_TOKEN="from file"\nSLACK_APP_TOKEN=from-file\n')
    expect(await withEnvFile(file, { SLACK_BOT_TOKEN: 'from environment' })).toEqual({
      SLACK_BOT_TOKEN: 'from environment',
      SLACK_APP_TOKEN: 'from-file',
    })
  })

  test('may be absent', async () =>
    expect(await withEnvFile('/nowhere/.env', { A: '1' })).toEqual({ A: '1' }))
})
