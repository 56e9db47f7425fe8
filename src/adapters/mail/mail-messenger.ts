import type { Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { type MailOptions, mailTransport, mailTrouble } from './mail-transport.ts'

const SENT_WITHIN_MS = 30 * SECOND_MS

/**
 * Sends owed messages by SMTP: the text's first line is the subject. The message id lets a receiver drop a repeat. One mail
 * may take `withinMs` in all, however steadily the server talks.
 */
export function mailMessenger(options: MailOptions, withinMs = SENT_WITHIN_MS): Outlet {
  const { host, port, from } = options
  const transport = mailTransport(options)

  return {
    serves: ({ kind }) => kind === 'mail',
    queueOf: () => `mail/${host}:${port}`,
    post: async ({ id, address }, { text }): Promise<Sent> => {
      if (address.kind !== 'mail') return { kind: 'final', error: `mail carries no ${address.kind}` }
      const messageId = `<${id.replaceAll(/[^\w.-]/g, '_')}@${domainOf(from)}>`
      const [subject = '', ...rest] = text.split('\n')
      try {
        await transport.sendMail({
          from,
          to: [...address.to],
          subject,
          text: rest.join('\n').trim(),
          messageId,
          signal: AbortSignal.timeout(withinMs),
        })
        return { kind: 'sent', reference: messageId }
      } catch (error) {
        return failure(error)
      }
    },
    update: () => Promise.resolve({ kind: 'final', error: 'a mail cannot be edited' }),
    // A mailbox cannot be searched; the message id marks a repeat as one.
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}

/** SMTP's 5xx answers are final but for refused credentials, which can be corrected; 4xx and network errors may pass. */
function failure(thrown: unknown): Sent {
  const { status, isRefused, words } = mailTrouble(thrown)
  return status >= 500 && !isRefused
    ? { kind: 'final', error: words }
    : { kind: 'passing', error: words, retryAfterMs: null }
}

const domainOf = (from: string): string => /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
