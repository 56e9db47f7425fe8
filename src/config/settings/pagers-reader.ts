import type { Pager } from '../../core/paging/pager.ts'
import type { PagersYaml } from './pagers-shape.ts'

/** How a pager is reached. Its key goes by the name of its environment variable. */
export type PagerVendor =
  | { readonly kind: 'pagerduty'; readonly url: string; readonly keyEnv: string }
  | {
      readonly kind: 'opsgenie'
      readonly url: string
      readonly keyEnv: string
      readonly responders: readonly { readonly type: ResponderType; readonly name: string }[]
    }

const RESPONDERS = ['team', 'schedule', 'escalation', 'user'] as const
type ResponderType = (typeof RESPONDERS)[number]

export type PagerSettings = Pager & { readonly vendor: PagerVendor }

const HOSTS = {
  pagerduty: { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' },
  opsgenie: { us: 'https://api.opsgenie.com', eu: 'https://api.eu.opsgenie.com' },
} as const

export const pagerSettings = (yaml: PagersYaml = []): readonly PagerSettings[] =>
  yaml.map((one) => ({
    name: one.name,
    services: one.services ?? null,
    levels: one.levels ?? null,
    burnAlerts: new Set(one.burn_alerts ?? ['page']),
    incidents: one.incidents ?? false,
    notices: one.notices ?? [],
    vendor: vendorOf(one),
  }))

function vendorOf({ pagerduty, opsgenie }: PagersYaml[number]): PagerVendor {
  if (pagerduty !== undefined)
    return {
      kind: 'pagerduty',
      url: addressOf('pagerduty', pagerduty),
      keyEnv: pagerduty.routing_key_env,
    }
  if (opsgenie === undefined) throw new Error('a pager without a vendor was let through')
  const responders = (opsgenie.responders ?? []).flatMap((responder) =>
    RESPONDERS.flatMap((type) => {
      const name = responder[type]
      return name === undefined ? [] : [{ type, name }]
    }),
  )
  return { kind: 'opsgenie', url: addressOf('opsgenie', opsgenie), keyEnv: opsgenie.api_key_env, responders }
}

const addressOf = (
  vendor: keyof typeof HOSTS,
  { url, region = 'us' }: { readonly url?: string | undefined; readonly region?: 'us' | 'eu' | undefined },
): string => url?.replace(/\/+$/, '') ?? HOSTS[vendor][region]
