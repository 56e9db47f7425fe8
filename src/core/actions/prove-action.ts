import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { actorOf } from '../people/authority.ts'
import { NO_COMMANDER, setFreezeDetail } from '../freezes/command-freeze.ts'
import type { Action } from './action.ts'
import type { ActionStores, ActionWorld } from './action-world.ts'
import { closeAction } from './close-action.ts'
import { GONE, refusalOf } from './act-on-action.ts'
import { closeProvenByFreeze } from './freeze-evidence.ts'
import { contextOf } from './remind-actions.ts'

/** What an action's button asks for: a person, or a link. */
export type ActionAnswer = { readonly person: string } | { readonly link: string }

/** Longest link, in characters. */
const LONGEST_LINK = 500

/**
 * Closes an action by what it asks for: the commander or the war room is set on the freeze, the notes of the review are linked.
 * Whoever owes the action may, whatever their role.
 */
export async function proveAction(
  world: ActionWorld,
  actionId: string,
  given: ActionAnswer,
  userId: string,
): Promise<ActOutcome<Action>> {
  const actor = await actorOf(world, userId)
  const commander = 'person' in given ? await actorOf(world, given.person) : null
  if (commander !== null && commander.doubt !== null) return refused(NO_COMMANDER)
  if ('link' in given && !isLink(given.link)) return refused('Give a link that begins with https://')
  return world.store.transaction(async (stores): Promise<ActOutcome<Action>> => {
    const action = await stores.actions.byId(actionId)
    const refusal = refusalOf(action, actor, world.roleBook())
    if (action === undefined || refusal !== null) return refused(refusal ?? GONE)
    const context = contextOf(world)
    if (action.proof === 'review' && 'link' in given) {
      const thing = await closeAction(stores, action, userId, `notes: ${given.link}`, context)
      return { kind: 'done', thing }
    }
    const detail =
      action.proof === 'incident-commander' && 'person' in given
        ? { incidentCommander: given.person }
        : action.proof === 'war-room' && 'link' in given
          ? { warRoom: given.link }
          : null
    if (detail === null) return refused('This action asks for something else.')
    const set = await setFreezeDetail(stores, action.service, detail, userId, context)
    if (set.kind === 'refused') return set
    await closeProvenByFreeze(stores, set.thing, userId, context)
    return { kind: 'done', thing: (await stores.actions.byId(actionId)) ?? action }
  })
}

/** Whether somebody owes an open action of a service that this proof closes: then they may do what it asks for. */
export async function owes(
  stores: Pick<ActionStores, 'actions'>,
  service: string,
  proof: Action['proof'],
  actor: Parameters<typeof refusalOf>[1],
  book: Parameters<typeof refusalOf>[2],
): Promise<boolean> {
  const open = await stores.actions.open(service)
  return open.some((action) => action.proof === proof && refusalOf(action, actor, book) === null)
}

/** Something that the bot saw happen: the open actions of these services that it proves are done. */
export async function closeSeen(
  stores: Pick<ActionStores, 'actions' | 'audit' | 'outbox'>,
  services: readonly string[],
  proof: Action['proof'],
  evidence: string,
  by: string,
  context: Parameters<typeof closeAction>[4],
): Promise<void> {
  for (const service of services)
    for (const action of await stores.actions.open(service))
      if (action.proof === proof) await closeAction(stores, action, by, evidence, context)
}

const isLink = (text: string): boolean =>
  URL.canParse(text) &&
  new URL(text).protocol === 'https:' &&
  new URL(text).username === '' &&
  text.length <= LONGEST_LINK
