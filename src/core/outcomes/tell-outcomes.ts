import { moneyWords } from '../cost/money.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { channel } from '../kernel/outbox/owed-message.ts'
import { serviceTitle, sloTitle } from '../policy/titles.ts'
import { type Moment, momentOf } from '../policy/world.ts'
import type { DeployRequest } from '../requests/deploy-request.ts'
import { subjectOf } from '../requests/notices.ts'
import { WAY_TITLES } from '../requests/way-documents.ts'
import { type BroughtDeployment, changedSince, dueOutcomes } from './due-outcomes.ts'
import type { OutcomeMessage } from './messages.ts'
import type { Outcome } from './outcome.ts'
import type { OutcomeStores, OutcomeWorld } from './outcome-world.ts'
import { NOTHING_KNOWN, type SpentAround, spentAround } from './spent-around.ts'

/** The last events before it is told are scraped or pushed within this time. */
const LATE_DATA_MS = MINUTE_MS
/** So long a source is asked again before the outcome is told without a figure. */
const GIVE_UP_MS = HOUR_MS

/**
 * Tells in its thread what became of each exception, override and silver bullet, once, when it is due, also after the bot was
 * off; and once more when it is rolled back later. Returns how many were told. Rejects when the store fails or `signal` aborts.
 */
export async function tellOutcomes(world: OutcomeWorld, signal?: AbortSignal): Promise<number> {
  const now = world.clock.now()
  let told = 0
  for (const due of await dueOutcomes(world.store, world.outcomesAfterMs(), now - LATE_DATA_MS)) {
    const outcome = await outcomeOf(world, due, now, signal)
    if (outcome !== null && (await keep(world, outcome, due, 'told'))) told += 1
  }
  for (const { outcome, brought } of await changedSince(world.store, now)) {
    const changed = { ...outcome, state: brought.state }
    if (await keep(world, changed, brought, 'rolled-back-since')) told += 1
  }
  return told
}

/** Null when the source may yet know more. */
async function outcomeOf(
  world: OutcomeWorld,
  { request, deployedAt, state, dueAt }: BroughtDeployment,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Outcome | null> {
  if (request.way === null) return null
  const service = world.catalog().services.get(request.service)
  const overMs = world.outcomesAfterMs()
  const spent =
    deployedAt === null || service === undefined
      ? NOTHING_KNOWN
      : await spentAround(world.pastSource, service, { deployedAt, overMs }, signal)
  const isUnknown = deployedAt !== null && service !== undefined && spent.spentRatio === null
  if (isUnknown && now - (dueAt ?? 0) < GIVE_UP_MS) return null
  const frame = { requestId: request.id, service: request.service, way: request.way }
  return { ...frame, deployedAt, overMs, state, ...spent, toldAt: now }
}

/** False where somebody else has told it meanwhile. */
function keep(
  world: OutcomeWorld,
  outcome: Outcome,
  { request, endedAt }: BroughtDeployment,
  event: OutcomeMessage['event'],
): Promise<boolean> {
  return world.store.transaction(async (stores) => {
    const context = momentOf(world)
    const [known] = await stores.outcomes.ofRequests([outcome.requestId])
    const isTold = event === 'told' ? known !== undefined : known?.state === outcome.state
    if (isTold) return false
    await stores.outcomes.save(outcome)
    await stores.audit.append([outcomeEntry(outcome, event, context.now)])
    await owe(stores, outcomeMessage(outcome, request, endedAt, event, context), context)
    return true
  })
}

const owe = ({ outbox }: OutcomeStores, content: OutcomeMessage, { now }: Moment): Promise<void> =>
  outbox.reply({
    id: `request/${content.requestId}/outcome/${content.event}`,
    thread: subjectOf({ id: content.requestId }),
    to: channel('approvals'),
    content,
    at: now,
  })

function outcomeMessage(
  outcome: Outcome,
  request: DeployRequest,
  endedAt: number | null,
  event: OutcomeMessage['event'],
  { catalog, now }: Moment,
): OutcomeMessage {
  const { service, way, deployedAt, slo, money } = outcome
  return {
    kind: 'outcome',
    event,
    requestId: request.id,
    service,
    serviceTitle: serviceTitle(catalog, service),
    wayTitle: WAY_TITLES[way],
    revision: request.revision,
    state: outcome.state,
    deployedAt: isoOrNull(deployedAt),
    endedAfterSeconds: endedAt === null || deployedAt === null ? null : (endedAt - deployedAt) / SECOND_MS,
    overSeconds: outcome.overMs / SECOND_MS,
    sloTitle: slo === null ? null : sloTitle(catalog, service, slo),
    spentRatio: outcome.spentRatio,
    spentBeforeRatio: outcome.spentBeforeRatio,
    money: money && moneyWords(money),
    at: isoTime(now),
  }
}

function outcomeEntry(outcome: Outcome, event: OutcomeMessage['event'], at: number): NewAuditEntry {
  const { requestId, service, way, state, deployedAt, slo, spentRatio, spentBeforeRatio } = outcome
  const figures: Omit<SpentAround, 'money'> = { slo, spentRatio, spentBeforeRatio }
  return {
    at,
    kind: 'outcome',
    actor: 'budgeteer',
    service,
    data: { request: requestId, way, state, event, deployedAt: isoOrNull(deployedAt), ...figures },
  }
}
