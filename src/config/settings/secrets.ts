import type { Environment } from '../reading/env-file.ts'
import { type AuditSecrets, readAuditSecrets } from './audit-secrets.ts'
import type { EnvironmentFault } from './environment-fault.ts'
import type { Settings } from './settings-reader.ts'
import type { PrometheusSettings } from './source-reader.ts'
import { isHttpUrl } from './source-shape.ts'
import { readStoreUrl } from './store-url.ts'

/** What a source sends with each query. */
export type SourceCredentials =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }

/** Everything secret, read from the environment once. Never logged, never in an error. */
export interface Secrets {
  readonly slack: {
    readonly botToken: string
    /** Of Socket Mode. */
    readonly appToken: string | null
    /** Of HTTP mode. */
    readonly signingSecret: string | null
    /** Another server that speaks Slack's Web API; null for Slack itself. */
    readonly apiUrl: string | null
  }
  /** By token name. */
  readonly gateTokens: ReadonlyMap<string, string>
  /** By source name; sources without authentication are absent. */
  readonly sources: ReadonlyMap<string, SourceCredentials>
  /** Values of the sources' further headers that come from the environment, by source name and header name. */
  readonly sourceHeaders: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** By receiver name. */
  readonly webhooks: ReadonlyMap<string, string>
  /** API tokens by the name of the flag provider. */
  readonly flagProviders: ReadonlyMap<string, string>
  /** Tokens of PagerDuty and addresses of feeds, by the role that the rota fills. */
  readonly rotas: ReadonlyMap<string, string>
  /** Keys of pagers, by pager name. */
  readonly pagers: ReadonlyMap<string, string>
  /** Of the SMTP user; null without one. */
  readonly mailPassword: string | null
  readonly audit: AuditSecrets
  /** Of the PostgreSQL database that the store is in; null where the store is a file. */
  readonly storeUrl: string | null
}

export type SecretsRead =
  | { readonly ok: true; readonly secrets: Secrets; readonly missing: readonly [] }
  /** `found` is what is there: empty texts stand for what is not. */
  | { readonly ok: false; readonly missing: readonly EnvironmentFault[]; readonly found: Secrets }

export function readSecrets(settings: Settings, env: Environment): SecretsRead {
  const faults: EnvironmentFault[] = []
  type Place = EnvironmentFault['path']
  const fault = (variable: string, path: Place, message: string): void => {
    faults.push({ variable, path, message })
  }
  const read = (variable: string, path: Place, why: string): string => {
    const value = env[variable]?.trim() ?? ''
    if (value === '') fault(variable, path, `${unset(variable)}; ${why}`)
    return value
  }
  const apiUrl = env['SLACK_API_URL']?.trim() ?? ''
  const slackSecret = (variable: string, form: SlackForm, why: string): string => {
    const value = read(variable, ['slack', 'mode'], why)
    const wrong = WRONG_TOKENS.find((prefix) => value.startsWith(prefix) && !form.pattern.test(value))
    if (wrong !== undefined)
      fault(variable, ['slack', 'mode'], `${variable} holds a token that begins with ${wrong}; ${why}`)
    // Another server that speaks Slack's API may have tokens of its own form.
    else if (value !== '' && apiUrl === '' && !form.pattern.test(value))
      fault(variable, ['slack', 'mode'], `${variable} is not ${form.words}; ${why}`)
    return value
  }

  const socket = settings.slack.mode === 'socket'
  if (apiUrl !== '' && !isHttpUrl(apiUrl))
    fault('SLACK_API_URL', [], 'SLACK_API_URL is no http or https address; leave it out to use Slack itself')
  const slack = {
    botToken: slackSecret('SLACK_BOT_TOKEN', BOT_TOKEN, 'it is the bot token (xoxb-…) of the Slack app'),
    appToken: socket
      ? slackSecret('SLACK_APP_TOKEN', APP_TOKEN, 'Socket Mode needs an app-level token (xapp-…)')
      : null,
    signingSecret: socket
      ? null
      : slackSecret('SLACK_SIGNING_SECRET', SIGNING_SECRET, 'HTTP mode checks every call with it'),
    apiUrl: apiUrl === '' ? null : apiUrl,
  }

  const { sources, sourceHeaders, missing } = readSourceSecrets(settings.sources.values(), env)
  faults.push(...missing)

  const gateTokens = new Map<string, string>()
  settings.gate.tokens.forEach(({ name, env: variable }, index) => {
    const path = ['gate', 'tokens', index, 'env']
    const value = read(variable, path, `gate token ${name} needs it`)
    const twin = [...gateTokens].find(([, other]) => value !== '' && other === value)?.[0]
    if (twin !== undefined)
      fault(variable, path, `${variable} holds the same token as ${twin}; each caller has its own`)
    else if (value !== '' && value.length < SHORTEST_TOKEN)
      fault(variable, path, `${variable} is shorter than ${SHORTEST_TOKEN} characters; choose a longer one`)
    gateTokens.set(name, value)
  })

  const webhooks = new Map(
    settings.webhooks.map(({ name, secretEnv }, index) => [
      name,
      read(secretEnv, ['webhooks', index, 'secret_env'], `webhook ${name} is signed with it`),
    ]),
  )

  const flagProviders = new Map(
    settings.flagProviders.flatMap((provider) =>
      provider.kind === 'flagd'
        ? []
        : [
            [
              provider.name,
              read(
                provider.tokenEnv,
                ['flag_providers', provider.name, 'token_env'],
                `flag provider ${provider.name} is called with it`,
              ),
            ] as const,
          ],
    ),
  )

  const rotas = new Map(
    settings.onCall.map(({ role, source: { kind, secretEnv } }) => {
      const place = ['on_call', role, kind, kind === 'pagerduty' ? 'token_env' : 'url_env']
      return [role, read(secretEnv, place, `the rota of ${role} is read with it`)]
    }),
  )

  const pagers = new Map(
    settings.pagers.map(({ name, vendor: { kind, keyEnv } }, index) => {
      const key = kind === 'pagerduty' ? 'routing_key_env' : 'api_key_env'
      return [name, read(keyEnv, ['pagers', index, kind, key], `pager ${name} needs it`)]
    }),
  )

  const passwordEnv = settings.mail?.passwordEnv ?? null
  const mailPassword =
    passwordEnv === null ? null : read(passwordEnv, ['mail', 'password_env'], 'the mail server asks for it')

  const used = [...Object.values(slack), ...gateTokens.values(), ...webhooks.values(), mailPassword]
  const audit = readAuditSecrets(
    env,
    used.filter((one) => one !== null),
  )
  faults.push(...audit.faults)
  const { url: storeUrl, fault: storeFault } = readStoreUrl(settings.store, env)
  if (storeFault !== null) faults.push(storeFault)

  const found = {
    slack,
    gateTokens,
    sources,
    sourceHeaders,
    webhooks,
    flagProviders,
    rotas,
    pagers,
    mailPassword,
    audit: audit.secrets,
    storeUrl,
  }
  if (faults.length > 0) return { ok: false, missing: faults, found }
  return { ok: true, secrets: found, missing: [] }
}

/** What sources are asked with. Empty texts stand for what is missing. */
export function readSourceSecrets(
  settings: Iterable<PrometheusSettings>,
  env: Environment,
): Pick<Secrets, 'sources' | 'sourceHeaders'> & { readonly missing: readonly EnvironmentFault[] } {
  const missing: EnvironmentFault[] = []
  const sources = new Map<string, SourceCredentials>()
  const sourceHeaders = new Map<string, ReadonlyMap<string, string>>()
  for (const { name, auth, headers } of settings) {
    const secret = (variable: string, ...keys: readonly string[]): string => {
      const value = env[variable]?.trim() ?? ''
      const message = `${unset(variable)}; source ${name} needs it`
      if (value === '') missing.push({ variable, path: ['sources', name, 'prometheus', ...keys], message })
      return value
    }
    if (auth?.kind === 'bearer')
      sources.set(name, { kind: 'bearer', token: secret(auth.env, 'auth', 'bearer_env') })
    if (auth?.kind === 'basic') {
      const password = secret(auth.passwordEnv, 'auth', 'basic', 'password_env')
      sources.set(name, { kind: 'basic', username: auth.username, password })
    }
    if (auth?.kind === 'header') {
      const value = secret(auth.valueEnv, 'auth', 'header', 'value_env')
      sources.set(name, { kind: 'header', name: auth.name, value })
    }
    const values = headers.flatMap((header) =>
      'valueEnv' in header
        ? [[header.name, secret(header.valueEnv, 'headers', header.name, 'value_env')] as const]
        : [],
    )
    sourceHeaders.set(name, new Map(values))
  }
  return { sources, sourceHeaders, missing }
}

const unset = (variable: string): string => `the environment variable ${variable} is not set`

interface SlackForm {
  readonly pattern: RegExp
  readonly words: string
}

/** As Slack gives them out. A bot token that rotates begins with xoxe. */
const BOT_TOKEN: SlackForm = {
  pattern: /^(xoxe\.)?xoxb-[A-Za-z0-9-]+$/,
  words: 'of the form xoxb-…, of letters, digits and hyphens',
}
const APP_TOKEN: SlackForm = {
  pattern: /^xapp-[A-Za-z0-9-]+$/,
  words: 'of the form xapp-…, of letters, digits and hyphens',
}
const SIGNING_SECRET: SlackForm = { pattern: /^[0-9a-f]{32}$/, words: 'of 32 digits and letters from a to f' }
/** Of people, of apps, of bots: easily taken for one another. */
const WRONG_TOKENS = ['xoxb-', 'xapp-', 'xoxp-']

/** A token that CI keeps may as well be long; shorter ones can be guessed. */
const SHORTEST_TOKEN = 16
