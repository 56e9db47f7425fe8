import type { Reading } from '../budgets/reading.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { expireRequests, reDecide } from '../requests/re-decide.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { levelNamed, levelRank } from '../policy/policy.ts'
import type { Status, StatusStore, Transition } from '../policy/status.ts'
import { type AudienceContext, membersToTell } from '../burn-alerts/audience.ts'
import type { BurnAlertStores } from '../burn-alerts/context.ts'
import { evaluatedRules } from '../burn-alerts/evaluated-rules.ts'
import { followBurnAlerts } from '../burn-alerts/follow-burn-alerts.ts'
import { type BurnAlertSettings, USUAL_BURN_ALERTS } from '../burn-alerts/settings.ts'
import { hasMoved, judge, type JudgedService, transitionOf } from '../status/judge.ts'
import { measure } from '../status/measure.ts'
import { followShadow, type FollowShadowStores } from '../shadow/follow-shadow.ts'
import { sayDataGaps } from './say-data-gaps.ts'
import { type NoticeStores, sayNotices } from './say-notices.ts'
import { followTransitions, type TransitionStores } from './follow-transition.ts'
import type { Followed } from './followed.ts'
import type { World } from '../policy/world.ts'

export interface PollStores extends TransitionStores, NoticeStores, BurnAlertStores, FollowShadowStores {
  readonly statuses: StatusStore
}

/** What a poll needs from outside. */
export interface PollWorld extends World<PollStores> {
  /** Further channels that a policy may want told. */
  readonly teams?: readonly string[]
  /** The recipients of burn alerts. Default: the incidents channel, and whose service pages. */
  readonly burnAlerts?: BurnAlertSettings
  /** Addresses by the name of the list. */
  readonly mailLists?: ReadonlyMap<string, readonly string[]>
  /** Lets the event loop take in what waits. Left out: no turns. */
  readonly nextTurn?: () => Promise<unknown>
  /** Asks every kind of source. */
  readonly source: SliSource
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
export async function poll(world: PollWorld, signal?: AbortSignal): Promise<PollResult> {
  const catalog = world.catalog()
  const at = world.clock.now()
  const services = [...catalog.services.values()]
  const readings = await measure(world.source, catalog, services, at, signal)
  const rules = evaluatedRules(catalog, readings)
  const told = await audienceFor(world, rules)

  return world.store.transaction(async (stores) => {
    await stores.readings.add(readings)
    const judged = await judge(stores, catalog, services, readings, at)
    const follow = (one: JudgedService): Followed => ({
      ...one,
      transition: transitionOf(one, world.ids.next('t')),
    })
    const followed = judged.filter(hasMoved).map(follow)
    const statuses = judged.map(({ status }) => status)
    const transitions = followed.map(({ transition }) => transition)
    await stores.statuses.save(statuses)
    await stores.statuses.addTransitions(transitions)

    const context = {
      catalog,
      roleBook: world.roleBook(),
      ids: world.ids,
      now: at,
      ...(world.teams && { teams: world.teams }),
      ...(world.nextTurn && { nextTurn: world.nextTurn }),
    }
    const isShadowed = ({ status }: Pick<JudgedService, 'status'>): boolean =>
      isInShadow(catalog, status.service, status.level)
    const edited = judged.filter(isUnderEditedPolicy)
    const refrozen = await editedFreezes(stores.levelFreezes, edited)
    const bound = await followShadow(stores, judged, catalog, at)
    const rebegun = judged.filter((one) => refrozen.includes(one) || (bound.includes(one) && isWorse(one)))
    const begunAgain = rebegun.map((one) => ({
      ...follow(one),
      because: refrozen.includes(one) ? 'the policy was edited' : 'shadow began or ended',
    }))
    await followTransitions(stores, [...followed, ...begunAgain], context)
    for (const one of new Set([...edited, ...bound]))
      if (!rebegun.includes(one) && !isShadowed(one)) await reDecide(stores, one.status, context)
    await sayNotices(stores, judged, isShadowed, world.ids, at)
    await sayDataGaps(stores, judged, isShadowed, at)
    const shadowed = new Set(judged.filter(isShadowed).map(({ service }) => service.name))
    await followBurnAlerts(stores, rules, { ...told, shadowed, catalog, ids: world.ids, now: at })
    const expiredRequests = await expireRequests(stores, context)
    return { at, readings, statuses, transitions, expiredRequests }
  })
}

/** Recipients of burn alerts are looked up before the transaction, which waits for nothing outside. */
async function audienceFor(
  { burnAlerts: settings = USUAL_BURN_ALERTS, mailLists = new Map(), roleBook, directory }: PollWorld,
  rules: ReturnType<typeof evaluatedRules>,
): Promise<AudienceContext> {
  const who = { settings, roleBook: roleBook() }
  const burning = rules.filter(({ judged }) => judged.some(({ verdict }) => verdict === 'firing'))
  const services = [...new Set(burning.map(({ service }) => service.name))]
  return { ...who, mailLists, members: await membersToTell(directory, services, who) }
}

/** The level is the same, but the rules may have changed: waiting requests are decided under those of today. */
const isUnderEditedPolicy = ({ before, status }: JudgedService): boolean =>
  before?.level === status.level && before.policyVersion !== status.policyVersion

/** At its best level there is nothing that begins to bind. */
const isWorse = ({ policy, status }: JudgedService): boolean => levelRank(policy, status.level) > 0

/**
 * Services whose level is the same and, since an edit of the policy, is a freeze or no longer one. The consequences are
 * those of a transition from the level to itself.
 */
async function editedFreezes(
  levelFreezes: Pick<LevelFreezeStore, 'current'>,
  edited: readonly JudgedService[],
): Promise<readonly JudgedService[]> {
  const refrozen: JudgedService[] = []
  for (const one of edited) {
    const level = levelNamed(one.policy, one.status.level)
    const isFrozen = (await levelFreezes.current(one.service.name)) !== undefined
    if (level !== undefined && level.freeze !== isFrozen) refrozen.push(one)
  }
  return refrozen
}
