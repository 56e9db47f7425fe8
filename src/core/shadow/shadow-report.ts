import type { Incident } from '../incidents/incident.ts'
import { DAY_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { roleIn, seatsInWords } from '../policy/approval-words.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { openSeats } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest } from '../requests/deploy-request.ts'
import type { ShadowAnswer } from '../requests/shadow-answer.ts'
import type { ShadowedFacts } from './messages.ts'
import type { ShadowedService } from './shadow-store.ts'

/** What a report on shadow is made of. Times are epoch milliseconds. */
export interface ShadowFound {
  readonly catalog: Catalog
  readonly shadowed: readonly ShadowedService[]
  readonly statuses: ReadonlyMap<string, Status>
  /** Of the time that the report is about, oldest first. */
  readonly answers: readonly ShadowAnswer[]
  /** Requests that people answered in the past, for how long such requests wait. */
  readonly requests: readonly DeployRequest[]
  readonly incidents: readonly Incident[]
}

/** An incident that begins so long after a deployment is said to have followed it. */
const FOLLOWS_WITHIN_MS = DAY_MS

/** Lines for one service; the newest are kept. */
const MOST_STOPPED = 10

/** What enforcement would have done to each service in shadow; the one with most to stop first. Pure. */
export const shadowReport = (found: ShadowFound): readonly ShadowedFacts[] =>
  found.shadowed
    .map((one) => factsOf(one, found))
    .toSorted(
      (a, b) =>
        b.blocked + b.asked - (a.blocked + a.asked) || a.serviceTitle.localeCompare(b.serviceTitle, 'en'),
    )

function factsOf({ service, since }: ShadowedService, found: ShadowFound): ShadowedFacts {
  const { catalog, statuses, answers, requests, incidents } = found
  const policy = governed(catalog, service)?.policy
  const level = statuses.get(service)?.level ?? UNKNOWN_LEVEL
  const deployments = eachOnce(answers.filter((answer) => answer.service === service))
  const stopped = deployments.filter(({ decision }) => decision !== 'approved')
  const titleOf = (change: string): string => policy?.changes.get(change)?.title ?? change
  return {
    service,
    serviceTitle: catalog.services.get(service)?.title ?? service,
    level,
    emoji: (policy && levelNamed(policy, level)?.emoji) ?? '',
    since: isoTime(since),
    deployments: deployments.length,
    blocked: stopped.filter(({ decision }) => decision === 'blocked').length,
    asked: stopped.filter(({ decision }) => decision === 'needs-approval').length,
    stopped: stopped.slice(-MOST_STOPPED).map((answer) => ({
      at: isoTime(answer.at),
      changeTitle: titleOf(answer.change),
      revision: answer.revision,
      decision: answer.decision === 'blocked' ? 'blocked' : 'needs-approval',
      level: answer.level,
      seats: policy === undefined ? '' : wantedOf(policy, answer),
    })),
    left: Math.max(0, stopped.length - MOST_STOPPED),
    roles: policy === undefined ? [] : rolesAsked(policy, stopped, requests),
    incidents: followedBy(
      stopped,
      incidents.filter((incident) => incident.service === service),
    ).map(({ incident, answer }) => ({
      startedAt: isoTime(incident.startedAt),
      what: incident.what,
      afterSeconds: Math.round((incident.startedAt - answer.at) / SECOND_MS),
      changeTitle: titleOf(answer.change),
      revision: answer.revision,
      costRatio: incident.costRatio,
    })),
  }
}

/** One deployment may ask again and again: it counts once, from when it first asked, by the strictest answer. */
function eachOnce(answers: readonly ShadowAnswer[]): readonly ShadowAnswer[] {
  const deployments = new Map<string, ShadowAnswer>()
  for (const answer of answers) {
    const { revision, change, environment, run, id } = answer
    const key =
      revision === null && run === null ? id : JSON.stringify([change, environment, revision ?? run])
    const before = deployments.get(key)
    if (before === undefined) deployments.set(key, answer)
    else if (STRICTNESS[answer.decision] > STRICTNESS[before.decision])
      deployments.set(key, { ...answer, at: before.at })
  }
  return [...deployments.values()]
}

const STRICTNESS = { approved: 0, 'needs-approval': 1, blocked: 2 } as const

/** `SRE and 2 × Senior engineer`, or what else it would have waited for. */
function wantedOf(policy: Policy, { decision, seats, reasons }: ShadowAnswer): string {
  if (decision === 'blocked') return ''
  const open = openSeats(seats).map(({ role, count, filledBy }) => ({ role, count: count - filledBy.length }))
  if (open.length > 0) return seatsInWords(policy, open)
  return reasons.includes('requirement_missing') ? 'what the request brings' : 'a request'
}

function rolesAsked(
  policy: Policy,
  stopped: readonly ShadowAnswer[],
  requests: readonly DeployRequest[],
): ShadowedFacts['roles'] {
  const times = new Map<string, number>()
  for (const { decision, seats } of stopped)
    if (decision === 'needs-approval')
      for (const { role } of openSeats(seats)) times.set(role, (times.get(role) ?? 0) + 1)
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .map(([role, count]) => ({
      roleTitle: roleIn(policy, role),
      times: count,
      medianWaitSeconds: medianWaitSeconds(role, policy.name, requests),
    }))
}

/** How long requests under the policy that asked this role waited for their last answer; null when there were none. */
export function medianWaitSeconds(
  role: string,
  policyName: string,
  requests: readonly DeployRequest[],
): number | null {
  const waits = requests
    .filter(
      ({ decision }) =>
        decision.policy.name === policyName && decision.seats.some((seat) => seat.role === role),
    )
    .flatMap(({ requestedAt, approvals, rejection }) => {
      const answeredAt = rejection?.at ?? approvals.at(-1)?.at
      return answeredAt === undefined ? [] : [Math.max(0, answeredAt - requestedAt)]
    })
    .toSorted((a, b) => a - b)
  const [low, high] = [waits[Math.floor((waits.length - 1) / 2)], waits[Math.floor(waits.length / 2)]]
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2 / SECOND_MS)
}

/** Each incident with the newest deployment before it that enforcement would have stopped. */
function followedBy(
  stopped: readonly ShadowAnswer[],
  incidents: readonly Incident[],
): readonly { readonly incident: Incident; readonly answer: ShadowAnswer }[] {
  return incidents.flatMap((incident) => {
    const answer = stopped.findLast(
      ({ at }) => at <= incident.startedAt && incident.startedAt - at <= FOLLOWS_WITHIN_MS,
    )
    return answer === undefined ? [] : [{ incident, answer }]
  })
}
