import { LIMITS } from '../kernel/text-limits.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import type { Words } from '../kernel/prompt.ts'
import { channel, edit, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { actorOf, refusalFor } from '../people/authority.ts'
import { ENFORCING_ROLE } from '../people/role-book.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { type Moment, momentOf } from '../policy/world.ts'
import { announcedLevel } from './announced-level.ts'
import type { FreezeStores, FreezeWorld } from './freeze-world.ts'
import type { LevelFreeze } from './level-freeze.ts'
import type { FreezeUpdate } from './messages.ts'

export type FreezeDetail = { readonly incidentCommander: string } | { readonly warRoom: string }

/**
 * Names the incident commander or the war room of a service's freeze, on the word of somebody of the SRE team, or of whoever
 * an open action asks for it.
 */
export async function commandFreeze(
  world: FreezeWorld,
  service: string,
  set: FreezeDetail,
  userId: string,
): Promise<ActOutcome<LevelFreeze>> {
  if (!world.catalog().services.has(service)) return refused(`${unknownService(service, world.catalog())}.`)
  if ('warRoom' in set && !isWebAddress(set.warRoom))
    return refused('A war room is a link that begins with https://')
  const commander = 'incidentCommander' in set ? await actorOf(world, set.incidentCommander) : null
  const actor = await actorOf(world, userId)
  const refusal = await refusalFor(world, service, userId, ENFORCING_ROLE)

  return world.store.transaction(async (stores): Promise<ActOutcome<LevelFreeze>> => {
    const moment = momentOf(world)
    const { followers } = stores
    if (refusal !== null && !(await followers.owesDetail(service, detailOf(set), actor)))
      return refused(refusal)
    if (commander !== null && commander.doubt !== null) return refused(NO_COMMANDER)
    const outcome = await setFreezeDetail(stores, service, set, userId, moment)
    if (outcome.kind === 'done') await followers.detailSet(outcome.thing, userId, moment)
    return outcome
  })
}

/** The same from a button below the announcement of a level: refused once that level holds no more. */
export async function commandAnnounced(
  world: FreezeWorld,
  id: string,
  set: FreezeDetail,
  userId: string,
): Promise<ActOutcome<LevelFreeze>> {
  const announced = await announcedLevel(world, id)
  if (announced === undefined) return refused(GONE)
  return announced.over === null
    ? commandFreeze(world, announced.service, set, userId)
    : refused(announced.over)
}

/** Why somebody may not name the commander or the war room of an announced freeze; null when they may. Before a form is opened. */
export async function mayCommand(
  world: FreezeWorld,
  id: string,
  detail: DetailName,
  userId: string,
): Promise<Words | null> {
  const announced = await announcedLevel(world, id)
  if (announced === undefined) return GONE
  if (announced.over !== null) return announced.over
  const actor = await actorOf(world, userId)
  const refusal = await refusalFor(world, announced.service, userId, ENFORCING_ROLE)
  if (refusal === null) return null
  const isAsked = await world.store.transaction(({ followers }) =>
    followers.owesDetail(announced.service, detail, actor),
  )
  return isAsked ? null : refusal
}

export type DetailName = 'incident-commander' | 'war-room'

export const NO_COMMANDER = 'Only a full member of this workspace can be the incident commander.'
const GONE = 'The service of this announcement is no longer configured.'

const detailOf = (set: FreezeDetail): DetailName => ('warRoom' in set ? 'war-room' : 'incident-commander')

/** Records the commander or the war room: the head is edited and its thread gets a reply. Who may is the caller's question. */
export async function setFreezeDetail(
  stores: Pick<FreezeStores, 'levelFreezes' | 'audit' | 'outbox'>,
  service: string,
  set: FreezeDetail,
  userId: string,
  { catalog, ids, now: at }: Moment,
): Promise<ActOutcome<LevelFreeze>> {
  const title = catalog.services.get(service)?.title ?? service
  const current = await stores.levelFreezes.current(service)
  if (current === undefined) return refused(`${title} is not frozen: there is nothing to command.`)
  // Said once: whoever presses twice, or says what is so already, changes nothing.
  if (Object.entries(set).every(([name, value]) => current[name as keyof LevelFreeze] === value))
    return { kind: 'done', thing: current }
  const announcement = current.announcement && { ...current.announcement, ...set }
  const freeze: LevelFreeze = { ...current, ...set, announcement }
  await stores.levelFreezes.save(freeze)
  await stores.audit.append([
    { at, kind: 'freeze_detail', actor: userId, service, data: { freeze: freeze.id, ...set } },
  ])
  const nonce = ids.next('m')
  const isCommander = 'incidentCommander' in set
  const content: FreezeUpdate = {
    kind: 'freeze-update',
    service,
    serviceTitle: title,
    event: isCommander ? 'incident-commander' : 'war-room',
    text: isCommander ? '' : set.warRoom,
    others: [],
    continues: null,
    userId: isCommander ? set.incidentCommander : userId,
  }
  await stores.outbox.owe([
    ...headEdits(freeze, at, nonce),
    reply({
      id: `${freeze.subject}/detail/${nonce}`,
      thread: freeze.subject,
      to: channel('announcements'),
      content,
      at,
    }),
  ])
  return { kind: 'done', thing: freeze }
}

/** The head of a freeze's thread, edited to what is true now; none where a digest announced it. */
export const headEdits = (
  { subject, announcement }: LevelFreeze,
  at: number,
  nonce: string,
): readonly OwedMessage[] =>
  announcement === null
    ? []
    : [edit({ subject, nonce, to: channel('announcements'), content: announcement, at })]

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && text.length <= LIMITS.url
}
