import { AUDIT_KINDS, type AuditKind } from '../../core/kernel/audit/audit-entry.ts'
import type { AlertMapping } from '../../core/incidents/alert.ts'
import type { ChannelPurpose } from '../../core/kernel/outbox/owed-message.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { BurnTable } from '../../core/budgets/burn-tables.ts'
import type { BurnAlertSettings } from '../../core/burn-alerts/settings.ts'
import { burnAlertSettings, burnTableOf } from './burn-alerts-shape.ts'
import { millis } from '../reading/fields.ts'
import { alertMappingOf } from './alertmanager-shape.ts'
import type { GATE_SCOPES, SettingsYaml } from './settings-shape.ts'
import { type PrometheusSettings, sourceOf } from './source-reader.ts'

export type GateScope = (typeof GATE_SCOPES)[number]

export interface GateTokenSettings {
  readonly name: string
  readonly env: string
  readonly automatic: boolean
  readonly mayClaim: readonly string[]
  readonly scopes: readonly GateScope[]
}

export interface WebhookSettings {
  readonly name: string
  readonly url: string
  readonly secretEnv: string
  readonly events: ReadonlySet<AuditKind>
}

export interface MailSettings {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly requireTls: boolean
  readonly user: string | null
  readonly passwordEnv: string | null
  readonly from: string
  readonly lists: ReadonlyMap<string, readonly string[]>
}

/** Too many to tell unasked. */
const UNTOLD: ReadonlySet<AuditKind> = new Set(['gate', 'click_refused'])

/** `budgeteer.yaml`, with its defaults. Who is who stands in the role book instead. */
export interface Settings {
  readonly timeZone: string
  readonly poll: { readonly everyMs: number; readonly timeoutMs: number }
  readonly channels: Readonly<Record<ChannelPurpose, string>>
  /** Further channels, told where a policy notifies teams. */
  readonly teamChannels: readonly string[]
  readonly sources: ReadonlyMap<string, PrometheusSettings>
  readonly store: { readonly kind: 'sqlite'; readonly path: string }
  readonly http: { readonly host: string; readonly port: number }
  readonly slack: { readonly mode: 'socket' | 'http' }
  readonly gate: { readonly environments: readonly string[]; readonly tokens: readonly GateTokenSettings[] }
  /** Null when nothing is mailed. */
  readonly mail: MailSettings | null
  /** How alerts are understood that Alertmanager brings. */
  readonly alertmanager: AlertMapping
  readonly webhooks: readonly WebhookSettings[]
  readonly burnAlerts: BurnAlertSettings
  /** Of SLOs that say nothing of their own. */
  readonly burnTable: BurnTable
  readonly defaultPolicy: string
  readonly retention: { readonly readingsMs: number; readonly pushedCountsMs: number }
}

const orDefault = (text: string | undefined, ms: number): number => (text === undefined ? ms : millis(text))

export function settingsOf(yaml: SettingsYaml): Settings {
  const { announcements, approvals, incidents, teams } = yaml.channels
  return {
    timeZone: yaml.time_zone ?? 'UTC',
    poll: {
      everyMs: orDefault(yaml.poll?.every, MINUTE_MS),
      timeoutMs: orDefault(yaml.poll?.timeout, 45 * SECOND_MS),
    },
    channels: { announcements, approvals, incidents },
    teamChannels: teams ?? [],
    sources: new Map(
      Object.entries(yaml.sources ?? {}).map(([name, source]) => [name, sourceOf(name, source)]),
    ),
    store: { kind: 'sqlite', path: yaml.store?.sqlite ?? 'data/budgeteer.db' },
    http: { host: yaml.http?.host ?? '127.0.0.1', port: yaml.http?.port ?? 8080 },
    slack: { mode: yaml.slack?.mode ?? 'socket' },
    gate: {
      environments: yaml.gate?.environments ?? ['production'],
      tokens: (yaml.gate?.tokens ?? []).map(({ name, env, automatic, may_claim, scopes }) => ({
        name,
        env,
        automatic: automatic ?? false,
        mayClaim: may_claim ?? [],
        scopes: scopes ?? ['gate', 'read'],
      })),
    },
    mail: yaml.mail === undefined ? null : mailOf(yaml.mail),
    alertmanager: alertMappingOf(yaml.alertmanager),
    webhooks: (yaml.webhooks ?? []).map(({ name, url, secret_env, events }) => ({
      name,
      url,
      secretEnv: secret_env,
      events: new Set(events ?? AUDIT_KINDS.filter((kind) => !UNTOLD.has(kind))),
    })),
    burnAlerts: burnAlertSettings(yaml.burn_alerts),
    burnTable: burnTableOf(yaml.burn_alerts?.rules ?? 'workbook'),
    defaultPolicy: yaml.default_policy,
    retention: {
      readingsMs: orDefault(yaml.retention?.readings, 400 * DAY_MS),
      pushedCountsMs: orDefault(yaml.retention?.pushed_counts, 100 * DAY_MS),
    },
  }
}

const mailOf = (yaml: NonNullable<SettingsYaml['mail']>): MailSettings => ({
  host: yaml.host,
  port: yaml.port ?? (yaml.secure === true ? 465 : 587),
  secure: yaml.secure ?? false,
  requireTls: yaml.require_tls ?? true,
  user: yaml.user ?? null,
  passwordEnv: yaml.password_env ?? null,
  from: yaml.from,
  lists: new Map(Object.entries(yaml.lists ?? {})),
})
