import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { channel, edit, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { refusalFor } from '../people/authority.ts'
import { ENFORCING_ROLE } from '../people/role-book.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { momentOf } from '../policy/world.ts'
import type { FreezeWorld } from './freeze-world.ts'
import type { LevelFreeze } from './level-freeze.ts'
import type { FreezeUpdate } from './messages.ts'

export type FreezeDetail = { readonly incidentCommander: string } | { readonly warRoom: string }

/**
 * Names the incident commander or the war room of a service's freeze, on the word of somebody of the SRE team: the head
 * is edited and its thread gets a reply.
 */
export async function commandFreeze(
  world: FreezeWorld,
  service: string,
  set: FreezeDetail,
  userId: string,
): Promise<ActOutcome<LevelFreeze>> {
  const title = world.catalog().services.get(service)?.title
  if (title === undefined) return refused(`${unknownService(service, world.catalog())}.`)
  if ('warRoom' in set && !isWebAddress(set.warRoom)) return refused('A war room is a web address: https://…')
  const refusal = await refusalFor(world, service, userId, ENFORCING_ROLE)
  if (refusal !== null) return refused(refusal)

  return world.store.transaction(async (stores): Promise<ActOutcome<LevelFreeze>> => {
    const moment = momentOf(world)
    const { now: at } = moment
    const current = await stores.levelFreezes.current(service)
    if (current === undefined) return refused(`${title} is not frozen: there is nothing to command.`)
    const announcement = current.announcement && { ...current.announcement, ...set }
    const freeze: LevelFreeze = { ...current, ...set, announcement }
    await stores.levelFreezes.save(freeze)
    await stores.audit.append([
      { at, kind: 'freeze_detail', actor: userId, service, data: { freeze: freeze.id, ...set } },
    ])
    const nonce = world.ids.next('m')
    const isCommander = 'incidentCommander' in set
    const content: FreezeUpdate = {
      kind: 'freeze-update',
      service,
      serviceTitle: title,
      event: isCommander ? 'incident-commander' : 'war-room',
      text: isCommander ? '' : set.warRoom,
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
    await stores.followers.detailSet(freeze, userId, moment)
    return { kind: 'done', thing: freeze }
  })
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
  return URL.canParse(text) && new URL(text).protocol === 'https:' && text.length <= 500
}
