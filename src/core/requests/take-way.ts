import { say, type Words } from '../kernel/prompt.ts'
import { roleIn } from '../policy/approval-words.ts'
import type { Policy } from '../policy/policy.ts'
import type { Way } from '../policy/way.ts'
import type { Approval, DeployRequest, RequestStore, WayRecord } from './deploy-request.ts'
import type { RequestInput } from './outcome.ts'
import { countedPeriod, waysTaken } from './way-counts.ts'

/** What a request that takes a way through a freeze has beside an ordinary one. */
export interface WayTaken {
  readonly way: Way
  readonly wayRecord: WayRecord
  /** Only the requester approves an override. */
  readonly approvals: readonly Approval[]
}

interface Requester {
  readonly name: string
  /** Held at the act; the gate looks them up again. */
  readonly roles: ReadonlySet<string>
}

/** More ways than any period sees. */
const MOST_TAKEN = 10_000

/**
 * The way that an input asks for, or in words why it cannot be taken; null when it asks for none. `plain` is the request as
 * it would be without one. Whether the policy has such a way there at all is the decision's to say.
 */
export async function takenWay(
  stores: { readonly requests: Pick<RequestStore, 'list'> },
  { way, documents = new Map() }: RequestInput,
  plain: DeployRequest,
  policy: Policy,
  requester: Requester,
  now: number,
): Promise<WayTaken | Words | null> {
  if (way === undefined) return null
  if (plain.decision.decision !== 'blocked')
    return say`Nothing blocks this, so there is nothing to get through: use ${{ kind: 'request-deployment' }}. ${plain.decision.explanation}`
  const roles = [...requester.roles]
  const refusal = await wayRefusal(stores, policy, way, plain.service, requester.roles, now)
  if (refusal !== null) return refusal
  const { unit } = countedPeriod(policy, way, now)
  const { takenBefore, ration } = await countOf(stores, policy, way, plain.service, now)
  return {
    way,
    wayRecord: {
      documents: new Map([...documents].map(([name, text]) => [name, text.trim()])),
      requesterName: requester.name,
      takenBefore,
      ration,
      period: unit,
    },
    approvals:
      way === 'override' ? [{ userId: plain.requestedBy, at: now, roles, name: requester.name }] : [],
  }
}

/** Why a way cannot be taken by somebody with these roles, whatever the change; null when it can. */
export async function wayRefusal(
  stores: { readonly requests: Pick<RequestStore, 'list'> },
  policy: Policy,
  way: Way,
  service: string,
  roles: ReadonlySet<string>,
  now: number,
): Promise<Words | null> {
  if (way === 'override') {
    const may = policy.override?.roles ?? []
    if (may.length === 0) return `The policy ${policy.title} lets nobody override it.`
    if (!may.some((role) => roles.has(role)))
      return `Only ${may.map((role) => roleIn(policy, role)).join(' or ')} may override the policy.`
  }
  if (way !== 'silver-bullet') return null
  const { takenBefore, ration } = await countOf(stores, policy, way, service, now)
  const { unit } = countedPeriod(policy, way, now)
  return ration !== null && takenBefore >= ration ? spent(policy, ration, unit) : null
}

/** How many of the way were taken in the period, and how many there are, if they are counted out. */
async function countOf(
  stores: { readonly requests: Pick<RequestStore, 'list'> },
  policy: Policy,
  way: Way,
  service: string,
  now: number,
): Promise<{ readonly takenBefore: number; readonly ration: number | null }> {
  const { period } = countedPeriod(policy, way, now)
  const recent = await stores.requests.list({ ways: [way], since: period.from, limit: MOST_TAKEN })
  return {
    takenBefore: waysTaken(recent, way, policy, service, now),
    ration: way === 'silver-bullet' ? (policy.silverBullets?.count ?? 0) : null,
  }
}

function spent({ title, silverBullets }: Policy, ration: number, unit: string): string {
  if (silverBullets === null) return `The policy ${title} has no silver bullets.`
  const whose = silverBullets.scope === 'service' ? 'this service' : `the policy ${title}`
  return `No silver bullet of ${whose} is left this ${unit}: ${ration === 1 ? 'the only one is' : `all ${ration} are`} taken, 0 left.`
}
