import type { ActOutcome } from '../kernel/act-outcome.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox, OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { LevelFreeze, LevelFreezeStore } from './level-freeze.ts'

export interface LevelFreezeStores {
  readonly levelFreezes: LevelFreezeStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export interface FreezeDetail {
  readonly service: string
  readonly serviceTitle: string
  /** Slack user id of who sets it; the caller has checked that they may. */
  readonly setBy: string
  readonly set: { readonly incidentCommander: string } | { readonly warRoom: string }
  readonly at: number
  /** Unique part of the message ids. */
  readonly nonce: string
}

/** Names the incident commander or the war room of a service's freeze: the head is edited and its thread told. */
export async function setFreezeDetail(
  stores: LevelFreezeStores,
  detail: FreezeDetail,
): Promise<ActOutcome<LevelFreeze>> {
  const current = await stores.levelFreezes.current(detail.service)
  if (current === undefined)
    return { kind: 'refused', message: `${detail.serviceTitle} is not frozen: there is nothing to command.` }
  const { set, service, serviceTitle, setBy, at, nonce } = detail
  const announcement = current.announcement && { ...current.announcement, ...set }
  const freeze: LevelFreeze = { ...current, ...set, announcement }
  await stores.levelFreezes.save(freeze)
  await stores.audit.append([
    { at, kind: 'freeze_detail', actor: setBy, service, data: { freeze: freeze.id, ...set } },
  ])

  const isCommander = 'incidentCommander' in set
  const reply: OwedMessage = {
    id: `${freeze.subject}/detail/${nonce}`,
    address: { kind: 'channel', purpose: 'announcements' },
    subject: freeze.subject,
    act: 'reply',
    content: {
      kind: 'freeze-update',
      service,
      serviceTitle,
      event: isCommander ? 'incident-commander' : 'war-room',
      text: isCommander ? '' : set.warRoom,
      userId: isCommander ? set.incidentCommander : setBy,
    },
    owedAt: at,
  }
  await stores.outbox.owe(
    announcement === null ? [reply] : [headEdit(freeze, announcement, at, nonce), reply],
  )
  return { kind: 'done', thing: freeze }
}

/** The head of a freeze's thread, edited to what is true now. */
export const headEdit = (
  freeze: LevelFreeze,
  content: NonNullable<LevelFreeze['announcement']>,
  at: number,
  nonce: string,
): OwedMessage => ({
  id: `${freeze.subject}/edit/${nonce}`,
  address: { kind: 'channel', purpose: 'announcements' },
  subject: freeze.subject,
  act: 'update',
  content,
  owedAt: at,
})
