import type { OwedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'

export const OWED_AT = Date.parse('2025-10-23T12:00:00Z')

/** A message to #announcements, or to a person when one is named; its content is its id. */
export function aMessage(id: string, more: Partial<OwedMessage> & { to?: string } = {}): OwedMessage {
  const { to, ...rest } = more
  const content = { kind: 'test', text: id }
  return {
    id,
    address:
      to === undefined ? { kind: 'channel', purpose: 'announcements' } : { kind: 'person', userId: to },
    subject: `subject/${id}`,
    content,
    owedAt: OWED_AT,
    act: 'post',
    ...rest,
  }
}
