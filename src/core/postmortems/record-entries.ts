import { percentText } from '../budgets/percent.ts'
import type { AuditEntry, AuditKind, Json } from '../kernel/audit/audit-entry.ts'
import { ENFORCING_ROLE } from '../people/role-book.ts'
import type { GatePass } from '../requests/gate-pass.ts'
import type { TimelineEntry, TimelineKind } from './draft.ts'

/** How things are called in a draft. */
export interface DraftWords {
  /** What a person or a pipeline wrote, without people. */
  readonly clean: (text: string) => string
  readonly level: (name: string) => string
  readonly slo: (name: string) => string
  readonly change: (name: string) => string
  readonly role: (name: string) => string
  readonly action: (name: string) => string
}

type Data = AuditEntry['data']

interface Told {
  readonly kind: TimelineKind
  readonly text: string
  /** The name of the role that did it. */
  readonly by?: string | undefined
}

interface Kind {
  /** Whether it is told of the time before the incident too: what may have led to it, and never who let it. */
  readonly leadsUp?: true
  /** Whether it is told of the incident itself alone. */
  readonly ofIncident?: true
  tell(entry: AuditEntry, words: DraftWords): Told | null
}

/**
 * An entry of the audit log as a line of a draft; null for what is no part of its story. Of what stands in the entry only names
 * of the configuration and revisions are taken over: reasons and notes are people's own words, and may be about people.
 */
export function recordEntry(
  entry: AuditEntry,
  incident: { readonly ids: ReadonlySet<string>; readonly startedAt: number },
  words: DraftWords,
): TimelineEntry | null {
  const kind = KINDS[entry.kind]
  if (kind === undefined) return null
  if (entry.at < incident.startedAt && kind.leadsUp !== true) return null
  if (kind.ofIncident === true && !incident.ids.has(text(entry.data['incident']))) return null
  const told = kind.tell(entry, words)
  if (told === null) return null
  const { by, ...line } = told
  return { at: entry.at, ...line, role: by === undefined ? null : words.role(by) }
}

/** A deployment that the gate let through, whether or not it needed a request. */
export const passEntry = (
  { at, change, revision, environment }: GatePass,
  words: DraftWords,
): TimelineEntry => ({
  at,
  kind: 'deployment',
  role: null,
  text: `The gate let ${changeOf({ change, revision }, words)} through to ${words.clean(environment)}`,
})

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** `Hotfix of v2`. */
const changeOf = ({ change, revision }: Data, { clean, change: titleOf }: DraftWords): string =>
  [titleOf(text(change)), clean(text(revision))].filter((part) => part !== '').join(' of ')

/** `The deployment of v2 to production`. */
const deploymentOf = ({ revision, environment }: Data, { clean }: DraftWords): string => {
  const [shown, where] = [clean(text(revision)), clean(text(environment))]
  return `${shown === '' ? 'A deployment' : `The deployment of ${shown}`}${where === '' ? '' : ` to ${where}`}`
}

/** ` (25%)` */
const stageOf = ({ stage }: Data, { clean }: DraftWords): string =>
  text(stage) === '' ? '' : ` (${clean(text(stage))})`

/** The role of the seat that somebody's approval took; else one that they held. */
function seatOf({ actor, data }: AuditEntry): string | undefined {
  const { seats, roles } = data
  for (const seat of Array.isArray(seats) ? (seats as readonly Json[]) : []) {
    if (seat === null || typeof seat !== 'object' || Array.isArray(seat)) continue
    const { filledBy, role } = seat as Data
    if (Array.isArray(filledBy) && filledBy.includes(actor) && typeof role === 'string') return role
  }
  const [held] = Array.isArray(roles) ? (roles as readonly Json[]) : []
  return typeof held === 'string' ? held : undefined
}

/** Of a person who acted in the role that enforces the policy; those alone may, or the machine does it itself. */
const enforcer = (actor: string): string | undefined => (MACHINES.has(actor) ? undefined : ENFORCING_ROLE)
const MACHINES: ReadonlySet<string> = new Set(['budgeteer', 'alertmanager', 'burn-alert'])

const deployment =
  (say: (what: string, stage: string) => string): Kind['tell'] =>
  ({ data }, words) => ({ kind: 'deployment', text: say(deploymentOf(data, words), stageOf(data, words)) })

const DECIDED: Readonly<Record<string, string>> = {
  approved: 'it may ship',
  'needs-approval': 'it waits for approval',
  blocked: 'it is blocked',
}

/** Everything else on record is no part of an incident's story. */
const KINDS: Partial<Readonly<Record<AuditKind, Kind>>> = {
  transition: {
    leadsUp: true,
    tell: ({ data: { from, to, remaining } }, { level }) => ({
      kind: 'level',
      text:
        `Level ${level(text(from))} → ${level(text(to))}` +
        (typeof remaining === 'number' ? `, with ${percentText(remaining)} of the budget left` : ''),
    }),
  },
  request_opened: {
    tell: ({ data }, words) => ({
      kind: 'request',
      text: `${changeOf(data, words)} was asked for: ${DECIDED[text(data['decision'])] ?? 'it is decided'}`,
    }),
  },
  approval: {
    tell(entry, words) {
      const by = seatOf(entry)
      const what = changeOf(entry.data, words)
      return { kind: 'request', text: by === undefined ? `${what} was approved` : `approved ${what}`, by }
    },
  },
  override: {
    tell(entry, words) {
      const by = seatOf(entry)
      const what = changeOf(entry.data, words)
      return {
        kind: 'request',
        text: by === undefined ? `${what} may ship by an override` : `overrode the policy for ${what}`,
        by,
      }
    },
  },
  rejection: {
    tell: ({ data }, words) => ({ kind: 'request', text: `${changeOf(data, words)} was turned down` }),
  },
  request_voided: {
    tell: ({ data }, words) => ({ kind: 'request', text: `${changeOf(data, words)} was called off` }),
  },
  rollout_started: {
    leadsUp: true,
    tell: deployment((what, stage) => `${what} began${stage}`),
  },
  rollout_advanced: { leadsUp: true, tell: deployment((what, stage) => `${what} went on${stage}`) },
  rollout_held: { leadsUp: true, tell: deployment((what, stage) => `${what} was held${stage}`) },
  rollout_resumed: { leadsUp: true, tell: deployment((what, stage) => `${what} was resumed${stage}`) },
  rollout_rolled_back: { leadsUp: true, tell: deployment((what) => `${what} was rolled back`) },
  rollout_failed: { leadsUp: true, tell: deployment((what) => `${what} failed`) },
  rollout_finished: { leadsUp: true, tell: deployment((what) => `${what} was finished`) },
  freeze_declared: {
    leadsUp: true,
    tell: ({ actor }) => ({
      kind: 'freeze',
      text: MACHINES.has(actor) ? 'A freeze began, as its alert asks for one' : 'A freeze was declared',
    }),
  },
  freeze_lifted: { leadsUp: true, tell: () => ({ kind: 'freeze', text: 'The declared freeze ended' }) },
  freeze_window: {
    leadsUp: true,
    tell: ({ data: { window, event } }, { clean }) => ({
      kind: 'freeze',
      text: `The scheduled freeze ${clean(text(window))} ${event === 'missed' ? 'came and went' : clean(text(event))}`,
    }),
  },
  correctness_incident: {
    leadsUp: true,
    tell: () => ({ kind: 'freeze', text: 'Its data was declared to be wrong: all but the fix is blocked' }),
  },
  correctness_ended: {
    leadsUp: true,
    tell: () => ({ kind: 'freeze', text: 'The incident of wrong data ended' }),
  },
  freeze_detail: {
    tell: ({ data }) => ({
      kind: 'freeze',
      text:
        text(data['incidentCommander']) === ''
          ? 'A war room was opened'
          : 'An incident commander took the lead',
    }),
  },
  incident_corrected: {
    ofIncident: true,
    tell: () => ({ kind: 'incident', text: 'corrected what is on record of it', by: ENFORCING_ROLE }),
  },
  incident_note: {
    ofIncident: true,
    tell: () => ({ kind: 'incident', text: 'wrote a note beside it', by: ENFORCING_ROLE }),
  },
  incident_closed: {
    ofIncident: true,
    tell: ({ actor }) => ({ kind: 'incident', text: 'closed it', by: enforcer(actor) }),
  },
  action_done: {
    tell: ({ data: { name, incident } }, { action }) =>
      text(incident) === '' ? { kind: 'action', text: `Done: ${action(text(name))}` } : null,
  },
  action_overdue: {
    tell: ({ data: { name, incident } }, { action }) =>
      text(incident) === '' ? { kind: 'action', text: `Overdue: ${action(text(name))}` } : null,
  },
  data_stopped: {
    leadsUp: true,
    tell: ({ data: { slo } }, words) => ({
      kind: 'data',
      text: `The data of ${words.slo(text(slo))} stopped: the budget was not known`,
    }),
  },
  data_back: {
    leadsUp: true,
    tell: ({ data: { slo } }, words) => ({
      kind: 'data',
      text: `The data of ${words.slo(text(slo))} came back`,
    }),
  },
  burn_alert: {
    leadsUp: true,
    tell: ({ data: { slo, severity } }, words) => ({
      kind: 'alert',
      text: `Burn alert (${words.clean(text(severity))}): ${words.slo(text(slo))} burns too fast`,
    }),
  },
  burn_alert_ended: {
    leadsUp: true,
    tell: ({ data: { slo } }, words) => ({
      kind: 'alert',
      text: `The burn alert of ${words.slo(text(slo))} ended`,
    }),
  },
}
