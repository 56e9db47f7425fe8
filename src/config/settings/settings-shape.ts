import { z } from 'zod'
import { AUDIT_KINDS } from '../../core/kernel/audit/audit-entry.ts'
import { SHORTEST_AUDIT_RETENTION_MS } from '../../core/kernel/audit/seal.ts'
import { DAY_MS, parseDuration } from '../../core/kernel/time/duration.ts'
import {
  channel,
  choice,
  duration,
  envName,
  flag,
  groupId,
  listOf,
  mapping,
  matching,
  name,
  pause,
  serviceName,
  text,
  timeZone,
  userId,
  wholeNumber,
} from '../reading/fields.ts'
import { enforcement } from '../reading/enforcement-shape.ts'
import { owner } from '../reading/owner-shape.ts'
import { audit } from './audit-shape.ts'
import { burnAlerts } from './burn-alerts-shape.ts'
import { flagProviders } from './flag-providers-shape.ts'
import { onCall } from './on-call-shape.ts'
import { pagers } from './pagers-shape.ts'
import { outcomes } from './outcomes-shape.ts'
import { pages } from './pages-shape.ts'
import { reports } from './reports-shape.ts'
import { prometheus, webAddress } from './source-shape.ts'
import { store } from './store-shape.ts'

const GATE_SCOPES = ['gate', 'events', 'read', 'alerts'] as const

const source = mapping({ prometheus })

const role = mapping({
  title: text,
  groups: listOf(groupId).optional().describe('Ids of Slack user groups.'),
  users: listOf(userId).optional().describe('Ids of Slack users; they work on every Slack plan.'),
  implies: listOf(name).optional().describe('Roles that these people have as well.'),
})

const token = mapping({
  name: name.describe('The caller’s name in the audit log.'),
  env: envName.describe('Environment variable that holds the token.'),
  automatic: flag
    .optional()
    .describe('Calls are made without a person who decided to deploy. Default: false.'),
  may_claim: listOf(name).optional().describe('Exempt change types that this token may claim.'),
  scopes: listOf(choice(GATE_SCOPES))
    .min(1, { error: `at least one of ${GATE_SCOPES.join(', ')}` })
    .optional(),
})

const mailAddress = z.email({ error: 'a mail address such as team@example.com' })

const webhook = mapping({
  name: name.describe('The receiver’s name in the log.'),
  url: webAddress('https://example.com/budgeteer'),
  secret_env: envName.describe('Environment variable that holds the secret that signs each event.'),
  allow_private: flag
    .optional()
    .describe(
      'The receiver may be in a private network or on this machine: 10.0.0.0/8, 127.0.0.1 and the like. Default: false.',
    ),
  events: listOf(choice(AUDIT_KINDS))
    .optional()
    .describe(
      'What the receiver gets. Default: everything but gate answers, refused clicks and sign-ins to the pages.',
    ),
})

/** How an alert is understood that Alertmanager brings. */
const labels = listOf(matching(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'the name of a label such as service')).min(1, {
  error: 'at least one label',
})

const alertmanager = mapping({
  service_label: labels
    .optional()
    .describe('Labels that may name the service, the first one first. Default: [service, sloth_service].'),
  slo_label: labels
    .optional()
    .describe('Labels that may name the SLO, the first one first. Default: [slo, sloth_slo].'),
  merge_gap: pause
    .optional()
    .describe('An alert that fires again within this time goes on with its incident. Default: 5m.'),
}).describe('Alerts that come in by POST /v1/alertmanager.')

/** Whose specs are read beside our own files. */
export const FOREIGN_FORMATS = ['sloth', 'openslo', 'pyrra'] as const

const FILES = 'a path or a pattern such as ../specs/*.yaml, or a list of them'

const imported = mapping({
  files: z
    .union([text, listOf(text).min(1, { error: FILES })], { error: FILES })
    .describe(
      'Specs of Sloth, OpenSLO or Pyrra, from this folder on: a path, or a pattern such as ../specs/**/*.yaml.',
    ),
  format: choice(FOREIGN_FORMATS).optional().describe('Reads only this format. Default: all three.'),
  owner: owner('nobody owns the service').describe('Who has the role service-owner of these services.'),
  policy: name.optional().describe('File in policies/ without its ending. Default: default_policy.'),
  enforcement,
  source: name.optional().describe('A source of this file. May be left out when there is only one.'),
  service: serviceName.optional().describe('Service of SLOs that name none (Pyrra). Default: each its own.'),
  window: duration
    .optional()
    .describe('Period that Sloth was run with, by default 30d, and window of SLOs that name none.'),
})

/** Policies count silver bullets of a year, and reports tell of one. */
const SHORTEST_RECORDS_MS = 400 * DAY_MS
const RECORDS_KEPT = 'a duration of 400d or more, because reports and policies look back a year'
/** See `SHORTEST_AUDIT_RETENTION_MS` for why. */
const AUDIT_KEPT = 'a duration of 400d or more, so that a year can be audited'

export const settingsShape = mapping({
  time_zone: timeZone.optional().describe('Of times in messages. Default: UTC.'),
  poll: mapping({
    every: duration.optional().describe('Default: 1m.'),
    timeout: duration.optional().describe('Of one whole poll. Default: 45s.'),
  }).optional(),
  channels: mapping({
    announcements: channel.describe('Changes of level and freezes.'),
    approvals: channel.describe('Deploy requests with their buttons.'),
    incidents: channel.describe('Incidents and reviews.'),
    shadow: channel
      .optional()
      .describe('Everything about services in shadow. Needed where something says enforcement: shadow.'),
    teams: listOf(channel).optional().describe('Further channels, for levels whose policy notifies teams.'),
  }),
  roles: z
    .record(name, role)
    .describe('Who is who. service-owner is each service’s owner and not listed here.'),
  sources: z.record(name, source).optional().describe('Where SLIs are measured.'),
  store: store.optional().describe('Default: sqlite: data/budgeteer.db'),
  http: mapping({ host: text.optional(), port: wholeNumber(0, 65_535).optional() })
    .optional()
    .describe('Default: 127.0.0.1, port 8080.'),
  pages: pages.optional(),
  imports: listOf(imported).describe('Services whose SLOs stand in files of other tools.').optional(),
  slack: mapping({ mode: choice(['socket', 'http']) })
    .optional()
    .describe('Default: mode: socket'),
  gate: mapping({
    environments: listOf(text)
      .optional()
      .describe('Environments that the gate guards. Default: [production]'),
    tokens: listOf(token).optional(),
  }).optional(),
  mail: mapping({
    host: text,
    port: wholeNumber(1, 65_535).optional().describe('Default: 587, or 465 with secure.'),
    secure: flag.optional().describe('TLS from the first byte. Default: false, then STARTTLS.'),
    require_tls: flag.optional().describe('Never without TLS. Default: true.'),
    user: text.optional(),
    password_env: envName.optional().describe('Environment variable that holds the password of `user`.'),
    from: text.describe('"Budgeteer <budgeteer@example.com>"'),
    lists: z
      .record(name, listOf(mailAddress))
      .optional()
      .describe('Lists that policies name: team: [team@example.com]'),
  })
    .optional()
    .describe('The SMTP server for reviews by mail.'),
  reports: reports.optional(),
  outcomes: outcomes.optional(),
  burn_alerts: burnAlerts.optional(),
  alertmanager: alertmanager.optional(),
  flag_providers: flagProviders.optional(),
  webhooks: listOf(webhook).optional().describe('Receivers of events, signed as Standard Webhooks says.'),
  on_call: onCall.optional(),
  pagers: pagers.optional(),
  audit: audit.optional(),
  default_policy: name.describe('File in policies/ without its ending.'),
  retention: mapping({
    readings: duration.optional().describe('How long thinned readings are kept. Default: 400d.'),
    pushed_counts: duration.optional().describe('How long pushed counts are kept. Default: 100d.'),
    records: duration
      .refine((given) => (parseDuration(given) ?? 0) >= SHORTEST_RECORDS_MS, { error: RECORDS_KEPT })
      .optional()
      .describe(
        'How long incidents, requests, freezes and everything else that has ended are kept, 400d at least: reports and policies look back a year. Default: 800d.',
      ),
    audit: duration
      .refine((given) => (parseDuration(given) ?? 0) >= SHORTEST_AUDIT_RETENTION_MS, { error: AUDIT_KEPT })
      .optional()
      .describe(
        'How long entries of the audit log are kept, 400d at least; older ones are removed under a seal. Default: all.',
      ),
  }).optional(),
}).describe('Connections, channels, roles and tokens. Secrets come from the environment.')

export type SettingsYaml = z.infer<typeof settingsShape>
export type ImportYaml = z.infer<typeof imported>
