import { z } from 'zod'
import { AUDIT_KINDS } from '../../core/kernel/audit/audit-entry.ts'
import { burnAlerts } from './burn-alerts-shape.ts'
import { alertmanagerSchema } from './alertmanager-shape.ts'
import {
  channel,
  choice,
  duration,
  envName,
  flag,
  groupId,
  listOf,
  mapping,
  name,
  text,
  timeZone,
  userId,
  wholeNumber,
} from '../reading/fields.ts'
import { imports } from './imports-shape.ts'
import { prometheusSchema, webAddress } from './source-shape.ts'

export const GATE_SCOPES = ['gate', 'events', 'read', 'alerts'] as const

const source = mapping({ prometheus: prometheusSchema })

const role = mapping({
  title: text,
  groups: listOf(groupId).optional().describe('Ids of Slack user groups.'),
  users: listOf(userId).optional().describe('Ids of Slack users; they work on every Slack plan.'),
  implies: listOf(name).optional().describe('Roles that these people have as well.'),
})

const token = mapping({
  name: name.describe('What the audit log calls the caller.'),
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
  name: name.describe('What the log calls the receiver.'),
  url: webAddress('https://example.com/budgeteer'),
  secret_env: envName.describe('Environment variable that holds the secret that signs each event.'),
  events: listOf(choice(AUDIT_KINDS))
    .optional()
    .describe('What the receiver is told. Default: everything but gate answers and refused clicks.'),
})

export const settingsSchema = mapping({
  time_zone: timeZone.optional().describe('Of times in messages. Default: UTC.'),
  poll: mapping({
    every: duration.optional().describe('Default: 1m.'),
    timeout: duration.optional().describe('Of one whole poll. Default: 45s.'),
  }).optional(),
  channels: mapping({
    announcements: channel.describe('Changes of level and freezes.'),
    approvals: channel.describe('Deploy requests with their buttons.'),
    incidents: channel.describe('Incidents and reviews.'),
    teams: listOf(channel).optional().describe('Further channels, told where a policy notifies teams.'),
  }),
  roles: z
    .record(name, role)
    .describe('Who is who. service-owner is each service’s owner and not listed here.'),
  sources: z.record(name, source).optional().describe('Where SLIs are measured.'),
  store: mapping({ sqlite: text.describe('Path of the database file.') })
    .optional()
    .describe('Default: sqlite: data/budgeteer.db'),
  http: mapping({ host: text.optional(), port: wholeNumber(0, 65_535).optional() })
    .optional()
    .describe('Default: 127.0.0.1, port 8080.'),
  imports: imports.optional(),
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
  burn_alerts: burnAlerts.optional(),
  alertmanager: alertmanagerSchema.optional(),
  webhooks: listOf(webhook).optional().describe('Receivers of events, signed as Standard Webhooks says.'),
  default_policy: name.describe('File in policies/ without its ending.'),
  retention: mapping({
    readings: duration.optional().describe('How long thinned readings are kept. Default: 400d.'),
    pushed_counts: duration.optional().describe('How long pushed counts are kept. Default: 100d.'),
  }).optional(),
}).describe('Connections, channels, roles and tokens. Secrets come from the environment.')

export type SettingsYaml = z.infer<typeof settingsSchema>
