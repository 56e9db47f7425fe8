import { readFile } from 'node:fs/promises'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import type { PrometheusSettings } from '../config/settings/source-reader.ts'
import type { HttpOptions } from '../adapters/http/server.ts'
import type { ApiToken } from '../adapters/http/tokens.ts'
import type { MailOptions } from '../adapters/mail/mail-transport.ts'
import type { OpsgeniePager } from '../adapters/opsgenie/opsgenie-outlet.ts'
import type { PagerDutyPager } from '../adapters/pagerduty/pagerduty-outlet.ts'
import type { PrometheusOptions } from '../adapters/prometheus/options.ts'
import type { ChannelNames } from '../adapters/slack/channel-book.ts'
import type { SlackConnection, SlackOptions } from '../adapters/slack/connection.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'

/** Tries after the first that a query gets. */
const QUERY_RETRIES = 2

/** The metrics sources as configured, with their secrets and the certificates to trust. */
export const prometheusOptions = (settings: Settings, secrets: Secrets): Promise<PrometheusOptions[]> =>
  Promise.all(
    [...settings.sources.values()].map((source) => sourceOptions(source, secrets, settings.poll.timeoutMs)),
  )

/** One of them. */
export async function sourceOptions(
  { name, url, timeoutMs, concurrency, caFile, headers, recorded }: PrometheusSettings,
  { sources, sourceHeaders }: Pick<Secrets, 'sources' | 'sourceHeaders'>,
  pollTimeoutMs: number,
): Promise<PrometheusOptions> {
  const options = {
    name,
    url,
    timeoutMs,
    pollTimeoutMs,
    concurrency,
    retries: QUERY_RETRIES,
    auth: sources.get(name) ?? { kind: 'none' as const },
    headers: Object.fromEntries(
      headers.flatMap((header) => ('value' in header ? [[header.name, header.value]] : [])),
    ),
    secretHeaders: Object.fromEntries(sourceHeaders.get(name) ?? []),
    recorded,
  }
  return caFile === null ? options : { ...options, ca: await certificate(caFile) }
}

/** How to reach Slack, but for what the bot does there. */
export const slackOptions = (
  { slack: { mode }, channels, teamChannels }: Settings,
  { slack: { botToken, appToken, signingSecret, apiUrl } }: Secrets,
): Pick<
  SlackOptions,
  'mode' | 'channels' | 'teamChannels' | 'botToken' | 'appToken' | 'signingSecret' | 'apiUrl'
> => ({
  mode,
  channels,
  teamChannels,
  botToken,
  ...(appToken !== null && { appToken }),
  ...(signingSecret !== null && { signingSecret }),
  ...(apiUrl !== null && { apiUrl }),
})

/** How the HTTP server is reached, by whom, and what it hands on to Slack. */
export const httpOptions = (
  settings: Settings,
  secrets: Secrets,
  slack: Pick<SlackConnection, 'handle'>,
): Pick<HttpOptions, 'host' | 'port' | 'tokens' | 'slackHandler'> => ({
  ...settings.http,
  tokens: apiTokens(settings, secrets),
  ...(settings.slack.mode === 'http' && {
    slackHandler: (request, response) => void slack.handle(request, response),
  }),
})

/** The channels as they are configured whenever one is asked for. */
export const channelsOfToday = (settings: () => Settings): ChannelNames => ({
  get announcements() {
    return settings().channels.announcements
  },
  get approvals() {
    return settings().channels.approvals
  },
  get incidents() {
    return settings().channels.incidents
  },
  get shadow() {
    return settings().channels.shadow
  },
})

/** The callers of the HTTP API. A token without a secret was refused when the configuration was read. */
export const apiTokens = ({ gate }: Settings, { gateTokens }: Secrets): ApiToken[] =>
  gate.tokens.flatMap(({ name, automatic, mayClaim, scopes }) => {
    const secret = gateTokens.get(name)
    return secret === undefined ? [] : [{ name, automatic, mayClaim, scopes, secret }]
  })

/** The configured receivers of events. */
export const webhookReceivers = (
  { webhooks }: Pick<Settings, 'webhooks'>,
  secrets: Pick<Secrets, 'webhooks'>,
) => webhooks.map((receiver) => ({ ...receiver, secret: secrets.webhooks.get(receiver.name) ?? '' }))

/** The configured pagers of PagerDuty, with their keys. */
export const pagerDutyPagers = (
  { pagers }: Pick<Settings, 'pagers'>,
  secrets: Pick<Secrets, 'pagers'>,
): PagerDutyPager[] =>
  pagers.flatMap(({ name, vendor }) =>
    vendor.kind === 'pagerduty'
      ? [{ name, url: vendor.url, routingKey: secrets.pagers.get(name) ?? '' }]
      : [],
  )

/** Those of Opsgenie. */
export const opsgeniePagers = (
  { pagers }: Pick<Settings, 'pagers'>,
  secrets: Pick<Secrets, 'pagers'>,
): OpsgeniePager[] =>
  pagers.flatMap(({ name, vendor }) =>
    vendor.kind === 'opsgenie'
      ? [{ name, url: vendor.url, apiKey: secrets.pagers.get(name) ?? '', responders: vendor.responders }]
      : [],
  )

/** The mail server, where there is one. */
export const mailOptions = (
  { mail }: Pick<Settings, 'mail'>,
  { mailPassword }: Pick<Secrets, 'mailPassword'>,
): MailOptions | null => mail && { ...mail, password: mailPassword }

async function certificate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw systemRefusal(error, file) ?? error
  }
}
