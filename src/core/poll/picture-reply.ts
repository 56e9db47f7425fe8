import type { FreezePicture } from '../freezes/messages.ts'
import { channel, type OwedMessage, reply } from '../kernel/outbox/owed-message.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import type { Transition } from '../policy/status.ts'
import type { LevelAnnouncement } from './messages.ts'

/** The announcement of a freeze level: the head of its thread. */
export const freezeSubject = ({ id }: Pick<Transition, 'id'>): string => `freeze/${id}`

/** Where the budget went, below the announcement of a freeze level. */
export function pictureReply(announcement: LevelAnnouncement, transition: Transition): OwedMessage {
  const { service, serviceTitle, slo, sloTitle } = announcement
  const { at } = transition
  const picture: PictureName = { kind: 'burn-down', service, at, ...(slo !== null && { slo }) }
  return replyWith({ kind: 'freeze-picture', serviceTitle, sloTitle, picture }, freezeSubject(transition), at)
}

/** A picture of more services than these is no picture any more. */
const MOST_SERVICES = 30

/** The levels of a digest's services, below it, where a freeze is among them. */
export function digestPicture(
  digest: string,
  changes: readonly LevelAnnouncement[],
  at: number,
): readonly OwedMessage[] {
  if (!changes.some(({ freeze }) => freeze)) return []
  const services = changes.map(({ service }) => service)
  const picture: PictureName = { kind: 'fleet', at, services, most: MOST_SERVICES }
  return [replyWith({ kind: 'freeze-picture', serviceTitle: null, sloTitle: null, picture }, digest, at)]
}

/** It takes a moment to be drawn: all else goes first. */
const replyWith = (content: FreezePicture, thread: string, at: number): OwedMessage =>
  reply({
    id: `${thread}/picture`,
    thread,
    to: channel('announcements'),
    content,
    at,
    urgency: 'routine',
  })
