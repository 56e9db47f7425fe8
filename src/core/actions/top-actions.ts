import { LIMITS } from '../kernel/text-limits.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import type { AuditLog, Json } from '../kernel/audit/audit-entry.ts'
import { actorOf } from '../people/authority.ts'
import { SERVICE_OWNER, ENFORCING_ROLE } from '../people/role-book.ts'
import { unknownService } from '../policy/unknown-names.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import { headEdits } from '../freezes/command-freeze.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { TopAction } from './action.ts'
import type { ActionWorld } from './action-world.ts'
import type { ActionStores } from './action-world.ts'

/** More than this are no priorities. */
export const MOST_TOP_ACTIONS = 10

type Listed = Pick<ActionStores, 'topActions' | 'levelFreezes' | 'outbox' | 'audit'>

/** Puts an improvement at the end of a service's list. */
export async function addTopAction(
  world: ActionWorld,
  input: {
    readonly service: string
    readonly text: string
    readonly ownerId: string
    readonly userId: string
  },
): Promise<ActOutcome<TopAction>> {
  const { service, ownerId, userId } = input
  const text = input.text.trim()
  if (text.length === 0 || text.length > LIMITS.action)
    return refused(`An action takes 1 to ${LIMITS.action} characters.`)
  const owner = await actorOf(world, ownerId)
  return change(world, service, userId, async (stores, open, now) => {
    if (owner.doubt !== null) return refused('The owner of an action is a full member of this workspace.')
    if (open.length >= MOST_TOP_ACTIONS)
      return refused(`There are ${MOST_TOP_ACTIONS} top actions already. Finish one of them first.`)
    const added: TopAction = {
      id: world.ids.next('p'),
      service,
      position: (open.at(-1)?.position ?? 0) + 1,
      text,
      owner: { userId: ownerId, name: owner.name },
      addedBy: userId,
      addedAt: now,
      doneAt: null,
      doneBy: null,
    }
    await stores.topActions.save([added])
    await record(stores.audit, added, 'added', userId, now, { text, owner: ownerId })
    return { kind: 'done', thing: added }
  })
}

/** Which action of a list is meant: its place, 1 is the first, or its id, which stays when others come and go. */
export type Listing = number | string

/** Takes an action off the list. Its owner may, and everybody who may change the list. */
export async function finishTopAction(
  world: ActionWorld,
  service: string,
  which: Listing,
  userId: string,
): Promise<ActOutcome<TopAction>> {
  return change(
    world,
    service,
    userId,
    async (stores, open, now) => {
      const found = open[indexOf(which, open)]
      if (found === undefined) return refused(notListed(which, open.length))
      const done: TopAction = { ...found, doneAt: now, doneBy: userId }
      await stores.topActions.save([done])
      await record(stores.audit, done, 'done', userId, now, { text: done.text })
      return { kind: 'done', thing: done }
    },
    which,
  )
}

/** Moves an action one place up or down. At the end of the list it stays where it is. */
export async function moveTopAction(
  world: ActionWorld,
  service: string,
  which: Listing,
  direction: 'up' | 'down',
  userId: string,
): Promise<ActOutcome<TopAction>> {
  return change(world, service, userId, async (stores, open, now) => {
    const index = indexOf(which, open)
    const found = open[index]
    if (found === undefined) return refused(notListed(which, open.length))
    const other = open[index + (direction === 'up' ? -1 : 1)]
    if (other === undefined) return refused(`It is the ${direction === 'up' ? 'first' : 'last'} already.`)
    const moved: TopAction = { ...found, position: other.position }
    await stores.topActions.save([moved, { ...other, position: found.position }])
    await record(stores.audit, moved, 'moved', userId, now, { direction })
    return { kind: 'done', thing: moved }
  })
}

type Work = (stores: Listed, open: readonly TopAction[], now: number) => Promise<ActOutcome<TopAction>>

/** Checks that somebody may change the list, changes it, and edits the head of the freeze that shows it. */
async function change(
  world: ActionWorld,
  service: string,
  userId: string,
  work: Work,
  own?: Listing,
): Promise<ActOutcome<TopAction>> {
  const catalog = world.catalog()
  if (!catalog.services.has(service)) return refused(`${unknownService(service, catalog)}.`)
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return refused(actor.doubt)
  const held = actor.rolesFor(service)
  return world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const open = await stores.topActions.open(service)
    const freeze = await stores.levelFreezes.current(service)
    const isOwn = own !== undefined && open[indexOf(own, open)]?.owner.userId === userId
    const may =
      held.has(ENFORCING_ROLE) || held.has(SERVICE_OWNER) || isOwn || freeze?.incidentCommander === userId
    if (!may)
      return refused(
        actor.doubtFor(service) ??
          'Only SRE, the service’s owner or the incident commander may change the list.',
      )
    const done = await work(stores, open, now)
    if (done.kind === 'done') await showInHead(stores, service, now, world.ids)
    return done
  })
}

/** The top actions as announcements show them. */
export const shownTopActions = (
  open: readonly TopAction[],
): readonly { readonly what: string; readonly owner: string }[] =>
  open.map(({ text, owner }) => ({ what: text, owner: owner.userId }))

async function showInHead(
  {
    levelFreezes,
    topActions,
    outbox,
  }: Pick<Listed, 'topActions' | 'outbox'> & { readonly levelFreezes: LevelFreezeStore },
  service: string,
  now: number,
  ids: Ids,
): Promise<void> {
  const freeze = await levelFreezes.current(service)
  if (freeze === undefined || freeze.announcement === null) return
  const shown = shownTopActions(await topActions.open(service))
  const shownNow = { ...freeze, announcement: { ...freeze.announcement, topActions: shown } }
  await levelFreezes.save(shownNow)
  await outbox.owe(headEdits(shownNow, now, ids.next('m')))
}

const record = (
  audit: AuditLog,
  action: TopAction,
  event: string,
  actor: string,
  at: number,
  data: { readonly [fact: string]: Json },
): Promise<unknown> =>
  audit.append([
    { at, kind: 'top_action', actor, service: action.service, data: { action: action.id, event, ...data } },
  ])

const indexOf = (which: Listing, open: readonly TopAction[]): number =>
  typeof which === 'number' ? which - 1 : open.findIndex(({ id }) => id === which)

function notListed(which: Listing, length: number): string {
  if (typeof which === 'string') return 'This action is no longer on the list.'
  return length === 0
    ? 'There are no top actions.'
    : `There is no top action ${which}: the list has ${length}.`
}
