import { channel, person } from '../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { Decision } from '../../src/core/policy/decision.ts'
import type { DeployRequest, Grant } from '../../src/core/requests/deploy-request.ts'
import type { GatePass } from '../../src/core/requests/gate-pass.ts'
import { decisionRecord, grantEntries, requestEntry } from '../../src/core/requests/record.ts'
import { shippedPolicy } from '../../test/support/shipped-policy.ts'
import { type GrownDay, tell } from './grown-day.ts'

/** A service asks for so many deployments a day. */
const REQUESTS_A_DAY = 0.25
/** Of the gate's answers, those that let a new deployment through. */
const PASSES = 0.15
const PEOPLE = 40

const personOf = (share: number): string => `U0PERSON${Math.floor(share * PEOPLE)}`

/** What people asked for and pipelines asked the gate on a day. */
export async function growDeployments(day: GrownDay, levelOf: (service: string) => string): Promise<void> {
  for (const { service } of day.fleet)
    if (day.even() < REQUESTS_A_DAY) await growRequest(day, service.name, levelOf(service.name))
  await growGateCalls(day, levelOf)
}

const decisionOf = (service: string, level: string, seats: Decision['seats']): Decision => ({
  decision: seats.some(({ count, filledBy }) => filledBy.length < count) ? 'needs-approval' : 'approved',
  level,
  service,
  change: 'feature',
  risk: 'medium',
  reasons: ['approved'],
  seats,
  requires: [],
  rule: `levels.${level}.changes.feature`,
  policy: { name: shippedPolicy.name, version: shippedPolicy.version },
  explanation: 'Enough people have approved it.',
})

async function growRequest(day: GrownDay, service: string, level: string): Promise<void> {
  const { stores, entries, even } = day
  const id = `r-${day.day}-${service}`
  const requestedAt = day.from + Math.floor(even() * (DAY_MS - 4 * HOUR_MS))
  const requestedBy = personOf(even())
  const approver = personOf(even())
  const approvedAt = requestedAt + Math.floor((5 + 60 * even()) * MINUTE_MS)
  const fate = even()
  const isLast = day.day === day.size.days - 1
  const isWaiting = isLast && fate > 0.8
  const isGranted = !isWaiting && fate < 0.85
  const filledBy = isGranted ? [approver] : []
  const seats = [{ role: 'senior-engineer', count: 1, filledBy }]
  const state = isGranted ? 'granted' : isWaiting ? 'open' : 'expired'
  const expiresAt = requestedAt + DAY_MS
  const request: DeployRequest = {
    id,
    service,
    change: 'feature',
    risk: 'medium',
    revision: revisionOf(even()),
    environment: 'production',
    requestedBy,
    requestedAt,
    expiresAt,
    state,
    summary: 'The new checkout form, behind a flag, for one customer in ten.',
    answers: new Map([['rollback-plan', 'Switch the flag off, then roll back to the revision before.']]),
    approvals: isGranted ? [{ userId: approver, at: approvedAt, roles: ['senior-engineer'] }] : [],
    rejection: null,
    decision: decisionOf(service, level, seats),
    decidedAt: isGranted ? approvedAt : requestedAt,
    way: null,
    wayRecord: null,
    escalations: [],
    waitingSince: requestedAt,
    remindedAt: null,
    textChanges: [],
    endedAt: state === 'expired' ? expiresAt : null,
    supersededBy: null,
  }
  await stores.requests.save([request])
  entries.push(requestEntry('request_opened', requestedBy, request, requestedAt))
  tell(day, `request/${id}`, requestedAt, { kind: 'request', service }, channel('approvals'))
  if (!isGranted) return
  entries.push(requestEntry('approval', approver, request, approvedAt))
  tell(
    day,
    `request/${id}/granted/1/${requestedBy}`,
    approvedAt,
    { kind: 'granted', service },
    person(requestedBy),
  )
  await growGrant(day, request, approvedAt)
}

async function growGrant({ stores, entries }: GrownDay, request: DeployRequest, at: number): Promise<void> {
  const { id: requestId, service, change, risk, revision, environment, decision } = request
  const usedAt = at + 10 * MINUTE_MS
  const run = `run-${requestId}`
  const grant: Grant = {
    id: `g-${requestId}`,
    requestId,
    service,
    change,
    risk,
    revision,
    environment,
    level: decision.level,
    policyVersion: shippedPolicy.version,
    seats: decision.seats.map(({ role, count }) => ({ role, count })),
    grantedAt: at,
    expiresAt: request.expiresAt,
    usedAt,
    uses: [{ at: usedAt, token: 'ci', key: null, run, attempt: 1 }],
    voidedAt: null,
    voidedBy: null,
    lapsedAt: null,
  }
  await stores.grants.save([grant])
  entries.push(requestEntry('grant', 'budgeteer', request, at, { grant: grant.id }))
  entries.push(...grantEntries([grant], 'token:ci', usedAt))
  await stores.gatePasses.add([passOf(service, revision, `run ${run} 1`, usedAt, decision.level, requestId)])
}

async function growGateCalls(day: GrownDay, levelOf: (service: string) => string): Promise<void> {
  const { size, stores, entries, even } = day
  const passes: GatePass[] = []
  for (let call = 0; call < size.gateCallsADay; call += 1) {
    const service = `service-${Math.floor(even() * size.services)}`
    const at = day.from + Math.floor(((call + even()) / size.gateCallsADay) * DAY_MS)
    const level = levelOf(service)
    const revision = revisionOf(even())
    const allowed = even() < PASSES
    const run = `run-${day.day}-${call}`
    const filledBy = allowed ? [personOf(even())] : []
    const decision = decisionOf(service, level, [{ role: 'senior-engineer', count: 1, filledBy }])
    const { risk, reasons, policy, rule, seats } = decisionRecord(decision)
    entries.push({
      at,
      kind: 'gate',
      actor: 'token:ci',
      service,
      data: {
        allowed,
        attempt: 1,
        change: 'feature',
        decision: decision.decision,
        environment: 'production',
        grant: null,
        level,
        policy,
        reasons,
        remaining: 0.4,
        request: null,
        requires: [],
        revision,
        risk,
        rule,
        run,
        seats,
      },
    })
    if (allowed) passes.push(passOf(service, revision, `run ${run} 1`, at, level, null))
  }
  await stores.gatePasses.add(passes)
}

const passOf = (
  service: string,
  revision: string,
  occasion: string,
  at: number,
  level: string,
  requestId: string | null,
): GatePass => ({
  service,
  environment: 'production',
  revision,
  occasion,
  at,
  change: 'feature',
  level,
  requestId,
  token: 'ci',
})

/** Forty digits, as pipelines name what they deploy. */
const revisionOf = (share: number): string =>
  Math.floor(share * 2 ** 52)
    .toString(16)
    .padStart(13, '0')
    .repeat(4)
    .slice(0, 40)
