import type { OnCallYaml } from './on-call-shape.ts'

/** Where a rota is read. Tokens and addresses of feeds go by the names of their environment variables. */
export type RotaSource =
  | {
      readonly kind: 'pagerduty'
      readonly url: string
      readonly schedule: string
      readonly secretEnv: string
    }
  | { readonly kind: 'icalendar'; readonly timeZone: string; readonly secretEnv: string }

export interface RotaSettings {
  readonly role: string
  readonly source: RotaSource
  /** Slack user ids by mail address or name, in small letters. */
  readonly people: ReadonlyMap<string, string>
}

const HOSTS = { us: 'https://api.pagerduty.com', eu: 'https://api.eu.pagerduty.com' } as const

export const rotaSettings = (yaml: OnCallYaml = {}, timeZone: string): readonly RotaSettings[] =>
  Object.entries(yaml).map(([role, rota]) => ({
    role,
    source: sourceOf(rota, timeZone),
    people: new Map(Object.entries(rota.people ?? {}).map(([who, userId]) => [who.toLowerCase(), userId])),
  }))

function sourceOf({ pagerduty, icalendar }: OnCallYaml[string], timeZone: string): RotaSource {
  if (pagerduty !== undefined) {
    const { url, region = 'us', schedule, token_env: secretEnv } = pagerduty
    return { kind: 'pagerduty', url: url?.replace(/\/+$/, '') ?? HOSTS[region], schedule, secretEnv }
  }
  if (icalendar === undefined) throw new Error('a rota without a source was let through')
  return { kind: 'icalendar', timeZone: icalendar.time_zone ?? timeZone, secretEnv: icalendar.url_env }
}

/** Whether somebody on duty can only be found in Slack by the mail address that a rota has: one that says nobody itself. */
export const readsMail = (rotas: readonly RotaSettings[]): boolean =>
  rotas.some(({ people }) => people.size === 0)
