import type { Transactor } from '../kernel/transaction.ts'
import { questionOf, readingOf } from '../budgets/reading-of.ts'
import type { Reading } from '../budgets/reading.ts'
import { sloKey, type Service } from '../budgets/slo.ts'
import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import type { Directory } from '../people/directory.ts'
import type { RoleBook } from '../people/role-book.ts'
import { expireRequests, reDecide } from '../requests/re-decide.ts'
import { type Catalog, type CurrentCatalog, governed, policiesInUse } from '../policy/catalog.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { nextStatus } from '../policy/next-status.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Status, StatusStore, Transition } from '../policy/status.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'
import { type AudienceContext, membersToTell } from '../burn-alerts/audience.ts'
import type { BurnAlertStores } from '../burn-alerts/context.ts'
import { evaluatedRules } from '../burn-alerts/evaluated-rules.ts'
import { followBurnAlerts } from '../burn-alerts/follow-burn-alerts.ts'
import { type BurnAlertSettings, USUAL_BURN_ALERTS } from '../burn-alerts/settings.ts'
import { type BudgetHistories, budgetHistories } from './budget-history.ts'
import { editedFreezes } from './edited-freezes.ts'
import { type NoticeStores, sayNotices } from './say-notices.ts'
import { type Followed, followTransitions, type TransitionStores } from './follow-transition.ts'

export interface PollStores extends TransitionStores, NoticeStores, BurnAlertStores {
  readonly statuses: StatusStore
}

export interface PollDeps {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
  /** Further channels that a policy may want told. */
  readonly teams?: readonly string[]
  /** Whom burn alerts tell. Default: the incidents channel, and whose service pages. */
  readonly burnAlerts?: BurnAlertSettings
  /** Addresses by the name of the list. */
  readonly mailLists?: ReadonlyMap<string, readonly string[]>
  /** Without it nobody but those who are named by their id is told by direct message. */
  readonly directory?: Directory
  /** Asks every kind of source. */
  readonly source: SliSource
  readonly store: Transactor<PollStores>
  readonly clock: Clock
  readonly ids: Ids
}

export interface PollResult {
  readonly at: number
  readonly readings: readonly Reading[]
  readonly statuses: readonly Status[]
  readonly transitions: readonly Transition[]
  readonly expiredRequests: number
}

/**
 * One poll: measure every SLO at one time, then in one transaction record the readings, move the statuses, and commit all
 * that follows from a transition with it. Rejects when the store fails or `signal` aborts; a source that fails gives
 * missing readings.
 */
export async function poll(deps: PollDeps, signal?: AbortSignal): Promise<PollResult> {
  const catalog = deps.catalog()
  const at = deps.clock.now()
  const services = [...catalog.services.values()]
  const slos = services.flatMap((service) => service.slos)
  const asked = lookbacksAskedBy(policiesInUse(catalog))
  const measurements = await deps.source.measure(
    slos.map((slo) => questionOf(slo, at, asked)),
    at,
    signal,
  )
  const readings = slos.map((slo) => readingOf(slo, measurements.get(sloKey(slo)) ?? NOTHING, at, asked))

  const rules = evaluatedRules(catalog, readings)
  const told = await audienceFor(deps, rules)

  return deps.store.transaction(async (stores) => {
    const before = new Map((await stores.statuses.all()).map((status) => [status.service, status]))
    await stores.readings.add(readings)
    const histories = await budgetHistories(stores.readings, readings, catalog)
    const readingsOf = Map.groupBy(readings, ({ service }) => service)
    const moved = services.map((service) => {
      const own = readingsOf.get(service.name) ?? []
      return moveStatus(service, before.get(service.name), own, histories, catalog, at, deps.ids)
    })
    const statuses = moved.map(({ status }) => status)
    const followed = moved.flatMap(({ followed: one }) => (one === null ? [] : [one]))
    const transitions = followed.map(({ transition }) => transition)

    await stores.statuses.save(statuses)
    await stores.statuses.addTransitions(transitions)
    const context = {
      catalog,
      roleBook: deps.roleBook(),
      ids: deps.ids,
      now: at,
      ...(deps.teams && { teams: deps.teams }),
    }
    const edited = statuses.filter((status) => isUnderEditedPolicy(before.get(status.service), status))
    const refrozen = await editedFreezes(stores.levelFreezes, edited, readingsOf, catalog, at, deps.ids)
    await followTransitions(stores, [...followed, ...refrozen], context)
    const isFollowed = new Set(refrozen.map(({ status }) => status))
    for (const status of edited) if (!isFollowed.has(status)) await reDecide(stores, status, context)
    await sayNotices(stores, catalog, readings, histories, before, at)
    await followBurnAlerts(stores, rules, { ...told, catalog, ids: deps.ids, now: at })
    const expiredRequests = await expireRequests(stores, context)
    return { at, readings, statuses, transitions, expiredRequests }
  })
}

/** Whoever burn alerts may have to tell is looked up before the transaction, which waits for nobody outside. */
async function audienceFor(
  { burnAlerts: settings = USUAL_BURN_ALERTS, mailLists = new Map(), roleBook, directory }: PollDeps,
  rules: ReturnType<typeof evaluatedRules>,
): Promise<AudienceContext> {
  const who = { settings, roleBook: roleBook() }
  const burning = rules.filter(({ judged }) => judged.some(({ verdict }) => verdict === 'firing'))
  const services = [...new Set(burning.map(({ service }) => service.name))]
  return { ...who, mailLists, members: await membersToTell(directory, services, who) }
}

/** The level is the same and the rules may not be: what waits is decided under those of today. */
const isUnderEditedPolicy = (before: Status | undefined, now: Status): boolean =>
  before?.level === now.level && before.policyVersion !== now.policyVersion

const NOTHING: SliMeasurement = { samples: new Map() }

function moveStatus(
  service: Service,
  before: Status | undefined,
  own: readonly Reading[],
  histories: BudgetHistories,
  catalog: Catalog,
  at: number,
  ids: Ids,
): { readonly status: Status; readonly followed: Followed | null } {
  const policy = governed(catalog, service.name)?.policy
  if (policy === undefined)
    throw new Error(`service ${service.name} names the unknown policy ${service.policy}`)
  const status = nextStatus(before, service.name, own, policy, at, histories.get(service.name))
  const from = before?.level ?? UNKNOWN_LEVEL
  if (status.level === from) return { status, followed: null }

  const { slo, remainingRatio, policyVersion, level: to } = status
  const transition: Transition = {
    id: ids.next('t'),
    service: service.name,
    from,
    to,
    at,
    slo,
    remainingRatio,
    policyVersion,
  }
  const reading = own.find((one) => one.kind === 'measured' && one.slo === slo)
  const measured = reading?.kind === 'measured' ? reading : undefined
  return { status, followed: { transition, service, policy, status, reading: measured } }
}
