import { AUDIT_KINDS, type AuditKind } from '../../core/kernel/audit/audit-entry.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { MERGE_GAP_MS } from '../../core/incidents/episodes.ts'
import type { RoleBook } from '../../core/people/role-book.ts'
import { checkShape } from '../reading/check-shape.ts'
import { millis } from '../reading/fields.ts'
import { given } from '../reading/given.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { auditSettings } from './audit-reader.ts'
import { burnAlertSettings, burnTableOf } from './burn-alerts-reader.ts'
import { flagProviderOf } from './flag-providers-reader.ts'
import { scheduledReports } from './reports-reader.ts'
import { rotaSettings } from './on-call-reader.ts'
import { pagerSettings } from './pagers-reader.ts'
import { settingsProblems } from './settings-problems.ts'
import { settingsShape, type SettingsYaml } from './settings-shape.ts'
import { sourceOf } from './source-reader.ts'
import { storeSettings } from './store-shape.ts'

/** Checks `budgeteer.yaml`. `rest` is what is left when wrong parts are cut out. */
export function readSettings(file: YamlFile, policies: readonly string[]) {
  const { whole, rest = {}, problems } = checkShape(file, settingsShape)
  return { whole, rest, problems: [...problems, ...settingsProblems(file, rest, policies)] }
}

/** `budgeteer.yaml`, with its defaults. Who is who stands in the role book instead. */
export type Settings = ReturnType<typeof settingsOf>

/** Unless `retention` says otherwise. */
export const PUSHED_COUNTS_KEPT_MS = 100 * DAY_MS

/** Two years and ten weeks: a report of a year looks at the year before it, and is told in the weeks that follow. */
const RECORDS_KEPT_MS = 800 * DAY_MS

/** Too many to send by default, or of no use to a receiver. */
const UNTOLD: ReadonlySet<AuditKind> = new Set(['gate', 'click_refused', 'page_sign_in'])

/** @param folder of the file: where paths in it begin */
export function settingsOf(yaml: SettingsYaml, folder: string) {
  const { announcements, approvals, incidents, shadow, teams } = yaml.channels
  return {
    timeZone: yaml.time_zone ?? 'UTC',
    poll: {
      everyMs: millis(yaml.poll?.every, MINUTE_MS),
      timeoutMs: millis(yaml.poll?.timeout, 45 * SECOND_MS),
    },
    channels: { announcements, approvals, incidents, ...given({ shadow }) },
    /** Further channels, for levels whose policy notifies teams. */
    teamChannels: teams ?? [],
    sources: new Map(
      Object.entries(yaml.sources ?? {}).map(([name, source]) => [name, sourceOf(name, source)]),
    ),
    store: storeSettings(yaml.store),
    http: { host: yaml.http?.host ?? '127.0.0.1', port: yaml.http?.port ?? 8080 },
    pages: {
      /** Without a slash at its end. */
      url: yaml.pages?.url?.replace(/\/+$/, '') ?? null,
      isPublic: yaml.pages?.public ?? false,
      proxy: yaml.pages?.proxy ?? null,
    },
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
    outcomes: { afterMs: millis(yaml.outcomes?.after, DAY_MS) },
    /** Null when nothing is mailed. */
    mail: yaml.mail === undefined ? null : mailOf(yaml.mail),
    /** How alerts are understood that Alertmanager brings. */
    alertmanager: {
      serviceLabels: yaml.alertmanager?.service_label ?? ['service', 'sloth_service'],
      sloLabels: yaml.alertmanager?.slo_label ?? ['slo', 'sloth_slo'],
      mergeGapMs: millis(yaml.alertmanager?.merge_gap, MERGE_GAP_MS),
    },
    webhooks: (yaml.webhooks ?? []).map(({ name, url, secret_env, allow_private, events }) => ({
      name,
      url,
      secretEnv: secret_env,
      allowPrivate: allow_private ?? false,
      events: new Set<AuditKind>([
        ...(events ?? AUDIT_KINDS.filter((kind) => !UNTOLD.has(kind))),
        ...(yaml.audit?.anchors?.webhook === name ? (['audit_anchor', 'audit_broken'] as const) : []),
      ]),
    })),
    flagProviders: Object.entries(yaml.flag_providers ?? {}).map(([name, provider]) =>
      flagProviderOf(name, provider, folder),
    ),
    /** Told when a period is over, in the time zone above. */
    reports: scheduledReports(yaml.reports),
    pagers: pagerSettings(yaml.pagers),
    /** Rotas, each with the role that it fills. */
    onCall: rotaSettings(yaml.on_call, yaml.time_zone ?? 'UTC'),
    burnAlerts: burnAlertSettings(yaml.burn_alerts),
    /** Of SLOs that say nothing of their own. */
    burnTable: burnTableOf(yaml.burn_alerts?.rules ?? 'workbook'),
    defaultPolicy: yaml.default_policy,
    audit: auditSettings(yaml.audit ?? {}, folder),
    retention: {
      readingsMs: millis(yaml.retention?.readings, 400 * DAY_MS),
      pushedCountsMs: millis(yaml.retention?.pushed_counts, PUSHED_COUNTS_KEPT_MS),
      recordsMs: millis(yaml.retention?.records, RECORDS_KEPT_MS),
      /** Null keeps all. */
      auditMs: yaml.retention?.audit === undefined ? null : millis(yaml.retention.audit, 0),
    },
  }
}

const mailOf = (yaml: NonNullable<SettingsYaml['mail']>) => ({
  host: yaml.host,
  port: yaml.port ?? (yaml.secure === true ? 465 : 587),
  secure: yaml.secure ?? false,
  requireTls: yaml.require_tls ?? true,
  user: yaml.user ?? null,
  passwordEnv: yaml.password_env ?? null,
  from: yaml.from,
  lists: new Map(Object.entries(yaml.lists ?? {})),
})

/** Roles that a title alone implies, unless the configuration says otherwise. */
const IMPLIED: Readonly<Record<string, string>> = { 'sre-lead': 'sre', cto: 'vp-engineering' }

/** Who is who: the roles of `budgeteer.yaml`, and the owners of the services. */
export function roleBookOf(roles: SettingsYaml['roles'], owners: RoleBook['owners']): RoleBook {
  const entries = Object.entries(roles).map(([name, { title, groups = [], users = [], implies }]) => {
    const usual = IMPLIED[name]
    const implied = implies ?? (usual !== undefined && Object.hasOwn(roles, usual) ? [usual] : [])
    return [name, { title, groups, users, implies: implied }] as const
  })
  return { roles: new Map(entries), owners }
}
