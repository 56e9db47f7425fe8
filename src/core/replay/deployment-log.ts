import { type FreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { roleIn } from '../policy/approval-words.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import type { Policy, Seat } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest } from '../requests/deploy-request.ts'
import { judged, type Judged, peopleAtClick, type RequestContext } from '../requests/judge.ts'
import type { Asked } from './asked.ts'
import type { Both, Fate, ReplayedDeployment, ServiceReplay } from './replay.ts'

type ReplayedGrant = NonNullable<RequestContext['grant']>

/** What a wish is decided on. */
export interface AskedFacts {
  readonly status: Status | undefined
  readonly freezeFacts: FreezeFacts
  /** As it is on record. */
  readonly request: DeployRequest | undefined
}

/** Every deployment that somebody asked for, with what became of it and what would have. */
export interface DeploymentLog {
  note(asked: Asked, facts: AskedFacts): void
  told(service: string): Pick<ServiceReplay, 'deployments' | 'seats'>
}

interface Kept {
  readonly deployment: ReplayedDeployment
  readonly seats: Both<readonly Seat[]>
  /** CI/CD asked, and the answer was yes. */
  readonly hasShipped: Both<boolean>
}

export function deploymentLog(catalog: Catalog): DeploymentLog {
  const kept = new Map<string, Map<string, Kept>>()
  const grants = new Map<string, ReplayedGrant>()
  return {
    note(asked, facts) {
      const ofService = kept.get(asked.service) ?? new Map<string, Kept>()
      kept.set(asked.service, ofService)
      const key = JSON.stringify([asked.change, asked.revision ?? asked.occasion, asked.environment])
      const request = facts.request && isFor(facts.request, asked) ? facts.request : undefined
      const grant = request && grants.get(request.id)
      const judgement = decidedAgain(catalog, asked, { ...facts, request }, grant)
      if (request !== undefined && judgement !== undefined)
        keepGrant(grants, request.id, granted(judgement, grant, asked.at))
      ofService.set(key, joined(ofService.get(key), keptOf(asked, judgement?.decision)))
    },
    told(service) {
      const all = [...(kept.get(service)?.values() ?? [])]
      return { deployments: all.map(({ deployment }) => deployment), seats: seatsOf(catalog, service, all) }
    },
  }
}

/** A call may name a request that was made for something else, which a service in shadow lets pass. */
const isFor = (request: DeployRequest, { service, change, revision, environment }: Asked): boolean =>
  request.service === service &&
  request.change === change &&
  request.revision === revision &&
  request.environment === environment

function keepGrant(
  grants: Map<string, ReplayedGrant>,
  requestId: string,
  grant: ReplayedGrant | undefined,
): void {
  if (grant === undefined) grants.delete(requestId)
  else grants.set(requestId, grant)
}

/** The grant that a decision leaves, as it does in requests: a block keeps it, and whatever asks for more takes it back. */
function granted(
  { policy, decision }: Judged,
  before: ReplayedGrant | undefined,
  at: number,
): ReplayedGrant | undefined {
  const live = before !== undefined && before.expiresAt > at ? before : undefined
  if (decision.decision === 'blocked') return live
  if (decision.decision === 'needs-approval') return undefined
  return (
    live ?? {
      level: decision.level,
      policyVersion: policy.version,
      seats: decision.seats.map(({ role, count: people }) => ({ role, count: people })),
      expiresAt: at + policy.grant.validMs,
      voidedAt: null,
    }
  )
}

function keptOf(asked: Asked, decision: Decision | undefined): Kept {
  const { change, revision, environment, at, seats, isAtGate } = asked
  const hasShipped = (made: Decision['decision'] | undefined): boolean => isAtGate && made === 'approved'
  return {
    deployment: {
      change,
      revision,
      environment,
      at,
      then: FATES[asked.decision],
      replayed: decision === undefined ? 'unnamed' : FATES[decision.decision],
      explanation: decision?.explanation ?? null,
    },
    seats: { then: seats, replayed: decision?.seats ?? [] },
    hasShipped: { then: hasShipped(asked.decision), replayed: hasShipped(decision?.decision) },
  }
}

const FATES: Readonly<Record<Decision['decision'], Fate>> = {
  approved: 'free',
  'needs-approval': 'asks',
  blocked: 'blocked',
}

/** What was said last stands, but what once shipped has shipped. Signatures were asked for once, however often CI/CD came back. */
function joined(before: Kept | undefined, now: Kept): Kept {
  if (before === undefined) return now
  const of = (when: 'then' | 'replayed'): Kept => (before.hasShipped[when] ? before : now)
  return {
    deployment: {
      ...now.deployment,
      then: of('then').deployment.then,
      replayed: of('replayed').deployment.replayed,
      explanation: of('replayed').deployment.explanation,
    },
    seats: {
      then: most(before.seats.then, now.seats.then),
      replayed: most(before.seats.replayed, now.seats.replayed),
    },
    hasShipped: {
      then: before.hasShipped.then || now.hasShipped.then,
      replayed: before.hasShipped.replayed || now.hasShipped.replayed,
    },
  }
}

const count = (seats: readonly Seat[]): number => seats.reduce((sum, { count: people }) => sum + people, 0)
const most = (one: readonly Seat[], other: readonly Seat[]): readonly Seat[] =>
  count(other) >= count(one) ? other : one

/**
 * As it would have been decided, on the signatures that were there by then and with every requirement met: which ones a pipeline
 * confirmed is not on record. Undefined where the policy does not name the change type.
 */
function decidedAgain(
  catalog: Catalog,
  { service, change: name, risk, at, isExempt, isAutomatic: automatic }: Asked,
  { status, freezeFacts, request }: AskedFacts,
  grant: ReplayedGrant | undefined,
): Judged | undefined {
  const found = governed(catalog, service)
  const change = found?.policy.changes.get(name)
  if (found === undefined || change === undefined) return undefined
  const { policy } = found
  const confirmed = [...policy.requirements.keys()]
  if (request !== undefined) {
    const people = peopleAtClick(request).filter((_, index) => (request.approvals[index]?.at ?? at) <= at)
    const known = { ...request, risk: knownRisk(policy, request.risk, change.risk) }
    return judged(known, { catalog, status, freezeFacts, now: at, people, grant, confirmed, automatic })
  }
  const decision = decide(policy, {
    ...serviceFacts(policy, service, status, freezeFacts, confirmed, at),
    serviceTitle: found.service.title,
    change,
    risk: knownRisk(policy, risk, change.risk),
    people: [],
    automatic,
    claimsExemption: isExempt,
  })
  return { policy, decision }
}

/** A risk class that the policy does not name is the change type's own. */
const knownRisk = (policy: Policy, risk: string, usual: string): string =>
  policy.risks.has(risk) ? risk : usual

function seatsOf(catalog: Catalog, service: string, all: readonly Kept[]): ServiceReplay['seats'] {
  const policy = governed(catalog, service)?.policy
  const counts = new Map<string, { then: number; replayed: number }>()
  for (const { seats } of all)
    for (const when of ['then', 'replayed'] as const)
      for (const { role, count: people } of seats[when]) {
        const known = counts.get(role) ?? { then: 0, replayed: 0 }
        known[when] += people
        counts.set(role, known)
      }
  return [...counts]
    .map(([role, both]) => ({ role, title: policy === undefined ? role : roleIn(policy, role), ...both }))
    .toSorted((a, b) => b.then + b.replayed - (a.then + a.replayed) || (a.role < b.role ? -1 : 1))
}
