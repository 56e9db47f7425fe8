import { readFileSync } from 'node:fs'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Environment } from '../../src/config/reading/env-file.ts'

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../config/schema/budgeteer.schema.json', import.meta.url), 'utf8'),
) as unknown

const isSecretKey = (key: string): boolean => /(^|_)env$/.test(key)

/** Every place of budgeteer.yaml that names a variable: `mail.password_env`, with `*` for names and numbers. */
export function secretPlaces(schema: unknown = SCHEMA, path = ''): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return new Set()
  const found = new Set<string>()
  for (const [key, value] of Object.entries(schema)) {
    const isAny = key === 'items' || key === 'additionalProperties'
    if (key === 'properties')
      for (const [name, below] of Object.entries(value as object)) {
        const place = path === '' ? name : `${path}.${name}`
        if (isSecretKey(name)) found.add(place)
        for (const one of secretPlaces(below, place)) found.add(one)
      }
    else for (const one of secretPlaces(value, isAny ? `${path}.*` : path)) found.add(one)
  }
  return found
}

/** The places of a configuration that name a variable, as the schema calls them. */
export function placesIn(yaml: string): ReadonlySet<string> {
  const known = [...secretPlaces()].map(
    (place) => [place, new RegExp(`^${place.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`)] as const,
  )
  const found = new Set<string>()
  const look = (node: unknown, path: string): void => {
    if (isSeq(node)) node.items.forEach((item, index) => look(item, `${path}.${index}`))
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const place = path === '' ? name : `${path}.${name}`
      if (isSecretKey(name)) found.add(known.find(([, pattern]) => pattern.test(place))?.[0] ?? place)
      else look(value, place)
    }
  }
  look(parseDocument(yaml).contents, '')
  return found
}

/** An environment in which every variable is set, to a secret of its own unless it is given, that remembers which were read. */
export function canaryEnvironment(given: Environment): {
  readonly env: Environment
  readonly secrets: ReadonlyMap<string, string>
} {
  const secrets = new Map<string, string>()
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, variable) => {
        if (typeof variable !== 'string') return undefined
        if (Object.hasOwn(given, variable)) return given[variable]
        const secret = canary(variable)
        secrets.set(variable, secret)
        return secret
      },
    },
  )
  return { env, secrets }
}

/** Long enough for a key, and with what JSON, addresses and patterns would write in another way. */
export const canary = (variable: string): string => `canary/${variable}+a"b\\c&d%20e-0123456789`

/** A configuration that asks for every secret that there is; `others` is where everything but Slack is. */
export const everySecret = (others: string, mailPort = 1): string => `
sources:
  bearer: { prometheus: { url: '${others}', auth: { bearer_env: S_BEARER } } }
  basic: { prometheus: { url: '${others}', auth: { basic: { username: user, password_env: S_BASIC } } } }
  header:
    prometheus:
      url: '${others}'
      auth: { header: { name: X-Key, value_env: S_HEADER } }
      headers: { X-Tenant: { value_env: S_TENANT } }
mail: { host: 127.0.0.1, port: ${mailPort}, require_tls: false, user: bot, password_env: S_MAIL, from: bot@example.com, lists: { team: [a@example.com] } }
webhooks: [{ name: desk, url: '${others}/events', secret_env: S_WEBHOOK, allow_private: true }]
flag_providers:
  unleash: { kind: unleash, url: '${others}', token_env: S_UNLEASH }
  darkly: { kind: launchdarkly, url: '${others}', token_env: S_DARKLY }
on_call:
  on-call-a: { pagerduty: { schedule: P1, token_env: S_ROTA, url: '${others}' }, people: {} }
  on-call-b: { icalendar: { url_env: S_FEED }, people: {} }
pagers:
  - { name: duty, pagerduty: { routing_key_env: S_ROUTING, url: '${others}' } }
  - { name: genie, opsgenie: { api_key_env: S_GENIE, url: '${others}' } }
`
