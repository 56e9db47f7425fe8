import type { FreezePicture } from '../freezes/messages.ts'
import { channel, type OwedMessage, reply } from '../kernel/outbox/owed-message.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import type { Transition } from '../policy/status.ts'
import type { LevelAnnouncement } from './messages.ts'

/** The announcement of a freeze level: the head of its thread. */
export const freezeSubject = ({ id }: Pick<Transition, 'id'>): string => `freeze/${id}`

/** Where the budget went, below the announcement of a freeze level. It takes a moment to be drawn: all else goes first. */
export function pictureReply(announcement: LevelAnnouncement, transition: Transition): OwedMessage {
  const { service, serviceTitle, slo, sloTitle, level } = announcement
  const { at } = transition
  const thread = freezeSubject(transition)
  const picture: PictureName = { kind: 'burn-down', service, at, ...(slo !== null && { slo }) }
  const content: FreezePicture = { kind: 'freeze-picture', service, serviceTitle, sloTitle, level, picture }
  const to = channel('announcements')
  return reply({ id: `${thread}/picture`, thread, to, content, at, urgency: 'routine' })
}
