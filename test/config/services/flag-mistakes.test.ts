import { expect, test } from 'vitest'
import { type Edit, loadEdited, problemLines } from '../configuration-folder.ts'

const PROVIDERS = `flag_providers:
  files: { kind: flagd, file: flags.json }
  unleash: { kind: unleash, url: https://unleash.example.com, token_env: UNLEASH_TOKEN, mode: live }
  ld: { kind: launchdarkly, token_env: LD_TOKEN }
`
const providers = (text = PROVIDERS): Edit => ['budgeteer.yaml', 'default_policy:', `${text}default_policy:`]
const flag = (text: string): Edit => [
  'slos/shop.yaml',
  '    journey: People buy things.',
  `    flags:\n      - ${text}`,
]

const problemsOf = async (edits: readonly Edit[]): Promise<readonly string[]> =>
  problemLines(await loadEdited(edits)).map((line) => line.replace(/^\S+ /, ''))

test('flags of every provider are read, with what their provider usually has', async () => {
  const loaded = await loadEdited([
    providers(),
    flag(`{ provider: files, flag: one, off: { variant: old } }
      - { provider: files, flag: two, off: disabled }
      - { provider: unleash, flag: three, environment: production }
      - { provider: ld, flag: three, project: shop, environment: production }`),
  ])
  if (!loaded.ok) throw new Error(problemLines(loaded).join('\n'))
  const none = { project: null, environment: null, offVariant: null }
  expect(loaded.catalog.services.get('shop')?.flags).toEqual([
    { ...none, provider: 'files', key: 'one', offVariant: 'old' },
    { ...none, provider: 'files', key: 'two' },
    { ...none, provider: 'unleash', key: 'three', project: 'default', environment: 'production' },
    { ...none, provider: 'ld', key: 'three', project: 'shop', environment: 'production' },
  ])
  expect(loaded.settings.flagProviders).toMatchObject([
    {
      name: 'files',
      kind: 'flagd',
      mode: 'dry',
      file: expect.stringMatching(/^\/.*\/flags\.json$/) as unknown,
    },
    { name: 'unleash', mode: 'live', url: 'https://unleash.example.com', timeoutMs: 10_000 },
    { name: 'ld', mode: 'dry', url: 'https://app.launchdarkly.com' },
  ])
})

test.each([
  [
    'a provider that is not there',
    '{ provider: unlesh, flag: a, environment: production }',
    'services[shop].flags[0].provider: no flag provider is called unlesh; did you mean unleash? (known: files, unleash, ld)',
  ],
  [
    'no environment',
    '{ provider: unleash, flag: a }',
    'services[shop].flags[0]: Unleash switches a flag in one environment; write environment: production',
  ],
  [
    'no project',
    '{ provider: ld, flag: a, environment: production }',
    'services[shop].flags[0]: LaunchDarkly keeps flags in projects; write project: with the key of the one',
  ],
  [
    'an environment of a file',
    '{ provider: files, flag: a, environment: production }',
    'services[shop].flags[0].environment: a file of flagd has no environments; leave it away',
  ],
  [
    'a variant where the provider has its own',
    '{ provider: unleash, flag: a, environment: production, off: { variant: old } }',
    'services[shop].flags[0].off: Unleash has its own variant for a flag that is off; leave off away, or write disabled',
  ],
  [
    'off as YAML reads it',
    '{ provider: files, flag: a, off: off }',
    'services[shop].flags[0].off: found "off"; allowed: disabled, or variant with the name of the one that everybody gets',
  ],
  [
    'the same flag twice',
    '{ provider: files, flag: a }\n      - { provider: files, flag: a }',
    'services[shop].flags[1]: the service has a at files already',
  ],
])('a flag with %s', async (_, text, problem) => {
  expect(await problemsOf([providers(), flag(text)])).toEqual([problem])
})

test.each([
  ['an unknown kind', 'kind: unlish, url: https://u.example', 'flag_providers.u.kind'],
  ['no token', 'kind: unleash, url: https://u.example', 'flag_providers.u.token_env: missing'],
  [
    'another mode',
    'kind: flagd, file: f.json, mode: wet',
    'flag_providers.u.mode: found "wet"; allowed: dry, live',
  ],
  [
    'no address',
    'kind: unleash, url: unleash, token_env: T',
    'flag_providers.u.url: found "unleash"; allowed: an http',
  ],
])('a provider with %s', async (_, text, problem) => {
  const problems = await problemsOf([providers(`flag_providers:\n  u: { ${text} }\n`)])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(problem)
})

test('a token that is not set is named where it is asked for', async () => {
  const { problems } = await loadEdited([providers()], { LD_TOKEN: 'there' })
  expect(problems.map(({ path, message }) => `${path}: ${message}`)).toContain(
    'flag_providers.unleash.token_env: the environment variable UNLEASH_TOKEN is not set; flag provider unleash is called with it',
  )
})

const notice = (more: string): Edit => [
  'policies/team.yaml',
  'levels:',
  `notices:\n  - { name: n, when: { remaining: { below: 10 } }, text: T, ${more} }\nlevels:`,
]

test.each([
  ['a cool-down without a rollback', 'cool_down: 1h', 'notices[n].cool_down: it is about flags: roll-back'],
  ['another deed', 'flags: roll-forward', 'notices[n].flags: found "roll-forward"; allowed: roll-back'],
  [
    'an unknown kind of SLO',
    'slos: { kind: qualiti }',
    'notices[n].slos.kind: found "qualiti"; did you mean quality?',
  ],
  [
    'a receiver that is not there',
    'webhook: training',
    'notices[n].webhook: no receiver of events is called training',
  ],
])('a notice with %s', async (_, more, problem) => {
  const problems = await problemsOf([notice(more)])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(problem)
})
