import {
  type Address,
  channel,
  type ChannelPurpose,
  edit,
  reply,
  type OwedMessage,
} from '../kernel/outbox/owed-message.ts'
import { type Link, linksOf, MOST_LINKS, spanAround } from '../budgets/links.ts'
import type { Catalog } from '../policy/catalog.ts'
import { correctnessFixes } from '../policy/freeze.ts'
import type { Policy } from '../policy/policy.ts'
import { rulingAt } from '../policy/policy-table.ts'
import { freezeLevelOf } from '../policy/rule-under-freezes.ts'
import { shadowedAmong } from '../policy/shadowed.ts'
import type { StatusStore } from '../policy/status.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { declaredPrompts } from './announced-level.ts'
import { ALERT_ACTOR, ALL_SERVICES, type DeclaredFreeze } from './declared-freeze.ts'
import type { CorrectnessAnnouncement, FreezeAnnouncement, FreezeEnded } from './messages.ts'
import type { WindowRun } from './window-run.ts'

export const declaredSubject = (id: string): string => `declared/${id}`
/** A correctness incident is told to all and among incidents; in shadow once, in its channel. */
export const incidentSubject = (id: string): string => `${declaredSubject(id)}/incidents`
export const shadowSubject = (id: string): string => `${declaredSubject(id)}/shadow`
export const windowSubject = (id: string): string => `window/${id}`

/** The services that a scope means; those that the configuration lost are left out. */
export const servicesIn = (catalog: Catalog, scope: readonly string[] | null): readonly string[] =>
  [...catalog.services.keys()].filter((name) => scope === null || scope.includes(name))

export const scopeOf = ({ service }: Pick<DeclaredFreeze, 'service'>): readonly string[] | null =>
  service === ALL_SERVICES ? null : [service]

/**
 * Where a freeze of a scope is announced: where all that it covers is in shadow, in the channel of shadow. Else everybody
 * hears of it, and of the services that it does not bind.
 */
export async function placeOfScope(
  statuses: Pick<StatusStore, 'of'>,
  catalog: Catalog,
  scope: readonly string[] | null,
): Promise<{ readonly to: Address; readonly inShadow: readonly string[] }> {
  const names = servicesIn(catalog, scope)
  const shadowed = await shadowedAmong(statuses, catalog, names)
  return names.length > 0 && shadowed.size === names.length
    ? { to: channel('shadow'), inShadow: [] }
    : { to: channel('announcements'), inShadow: titlesOf(catalog, [...shadowed]) }
}

/** The policies that govern a scope, each once. */
export function policiesOf(catalog: Catalog, scope: readonly string[] | null): readonly Policy[] {
  const names = servicesIn(catalog, scope).map((name) => catalog.services.get(name)?.policy ?? '')
  return [...new Set(names)].flatMap((name) => catalog.policies.get(name) ?? [])
}

export const titlesOf = (catalog: Catalog, scope: readonly string[] | null): readonly string[] =>
  scope === null ? [] : scope.map((name) => catalog.services.get(name)?.title ?? name)

/** Where people look further: of one service alone, because those of many would say nothing. */
function linksOfScope(
  catalog: Catalog,
  scope: readonly string[] | null,
  since: number,
  endedAt: number | null,
): readonly Link[] {
  const [name = '', ...others] = servicesIn(catalog, scope)
  if (others.length > 0) return []
  return linksOf({ service: catalog.services.get(name), span: spanAround(since, endedAt, since) }).slice(
    0,
    MOST_LINKS,
  )
}

/** Who acted, as messages have it: people by their id, an alert in words. */
export const whoText = (actor: string): string => (actor === ALERT_ACTOR ? 'an alert' : actor)

export function declaredAnnouncement(catalog: Catalog, freeze: DeclaredFreeze): FreezeAnnouncement {
  const scope = scopeOf(freeze)
  const { reason, declaredBy, declaredAt, until, endedAt, endedBy } = freeze
  const [policy] = policiesOf(catalog, scope)
  return {
    kind: 'freeze-announcement',
    name: null,
    services: titlesOf(catalog, scope),
    links: linksOfScope(catalog, scope, declaredAt, endedAt),
    reason,
    declaredBy: whoText(declaredBy),
    since: isoTime(declaredAt),
    until: isoOrNull(until),
    timeZone: policy?.timeZone ?? 'UTC',
    at: isoTime(declaredAt),
    blocks: [],
    passes: passing(catalog, scope),
    inShadow: [],
    isLate: false,
    endedAt: isoOrNull(endedAt),
    endedBy: endedBy === null || endedBy === 'budgeteer' ? null : whoText(endedBy),
    prompts: declaredPrompts(catalog, freeze),
  }
}

export function windowAnnouncement(catalog: Catalog, run: WindowRun, isLate: boolean): FreezeAnnouncement {
  const { name, services, reason, changes, from, until, timeZone, beganAt, endedAt } = run
  return {
    kind: 'freeze-announcement',
    name,
    services: titlesOf(catalog, services),
    links: linksOfScope(catalog, services, from, endedAt),
    reason,
    declaredBy: null,
    since: isoTime(from),
    until: isoTime(until),
    timeZone,
    at: isoTime(beganAt),
    blocks: (changes ?? []).map((change) => titleOf(policiesOf(catalog, services), change)),
    passes: changes === null ? passing(catalog, services) : [],
    inShadow: [],
    isLate,
    endedAt: isoOrNull(endedAt),
    endedBy: null,
  }
}

export function correctnessAnnouncement(catalog: Catalog, freeze: DeclaredFreeze): CorrectnessAnnouncement {
  const [policy] = policiesOf(catalog, [freeze.service])
  return {
    kind: 'correctness-incident',
    incidentId: freeze.id,
    service: freeze.service,
    serviceTitle: catalog.services.get(freeze.service)?.title ?? freeze.service,
    what: freeze.reason,
    links: linksOfScope(catalog, [freeze.service], freeze.declaredAt, freeze.endedAt),
    declaredBy: freeze.declaredBy,
    since: isoTime(freeze.declaredAt),
    timeZone: policy?.timeZone ?? 'UTC',
    at: isoTime(freeze.declaredAt),
    fixes: policy === undefined ? [] : correctnessFixes(policy).map((change) => titleOf([policy], change)),
    endedAt: isoOrNull(freeze.endedAt),
    endedBy: freeze.endedBy,
    prompts: freeze.endedAt === null ? [{ kind: 'file-postmortem', of: freeze.id }] : [],
  }
}

/** Change types that the freeze levels of all the scope's policies let pass, with or without approval. */
function passing(catalog: Catalog, scope: readonly string[] | null): readonly string[] {
  const policies = policiesOf(catalog, scope)
  const ofEach = policies.map((policy) => {
    const level = freezeLevelOf(policy)
    const changes = [...policy.changes.values()].filter((change) =>
      level === null ? change.exempt : rulingAt(policy, level, change, null).rule.verdict !== 'block',
    )
    return changes.map(({ name }) => name)
  })
  const [first = [], ...others] = ofEach
  return first
    .filter((change) => others.every((passes) => passes.includes(change)))
    .map((change) => titleOf(policies, change))
}

const titleOf = (policies: readonly Policy[], change: string): string =>
  policies.find(({ changes }) => changes.has(change))?.changes.get(change)?.title ?? change

type Head = FreezeAnnouncement | CorrectnessAnnouncement

/** The head edited to say that it is over, and a reply that tells the thread. */
export function ending(
  subject: string,
  purpose: ChannelPurpose,
  content: Head,
  ended: FreezeEnded,
  at: number,
): readonly OwedMessage[] {
  const to = channel(purpose)
  return [
    edit({ subject, nonce: 'over', to, content, at }),
    reply({ id: `${subject}/ended`, thread: subject, to, content: ended, at }),
  ]
}
