import type { Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { letter, type Letter } from './letter.ts'
import { isShown, type MailLogger, mailPicture } from './mail-picture.ts'
import { type MailOptions, mailTransport, mailTrouble } from './mail-transport.ts'

const SENT_WITHIN_MS = 30 * SECOND_MS

/**
 * Sends owed messages by SMTP: the text's first line is the subject. A mail with a picture has it inline, below the same
 * words or where the message's own page has it. The message id lets a receiver drop a repeat. One mail may take `withinMs` in all, however steadily the server talks.
 */
export function mailMessenger(options: MailOptions, logger: MailLogger, withinMs = SENT_WITHIN_MS): Outlet {
  const { host, port, from } = options
  const transport = mailTransport(options)

  return {
    serves: ({ kind }) => kind === 'mail',
    queueOf: () => `mail/${host}:${port}`,
    post: async ({ id, address }, { text, picture, page }): Promise<Sent> => {
      if (address.kind !== 'mail') return { kind: 'final', error: `mail carries no ${address.kind}` }
      const messageId = `<${id.replaceAll(/[^\w.-]/g, '_')}@${domainOf(from)}>`
      const [subject = '', ...rest] = text.split('\n')
      const told = { words: rest.join('\n').trim(), ...(page && { page }) }
      const send = async (body: Letter): Promise<Sent> => {
        try {
          await transport.sendMail({
            from,
            to: [...address.to],
            subject,
            ...body,
            messageId,
            signal: AbortSignal.timeout(withinMs),
          })
          return { kind: 'sent', reference: messageId }
        } catch (error) {
          return failure(error)
        }
      }
      const shown = await mailPicture(picture, logger)
      const sent = await send(letter(told, shown))
      // A server that takes no pictures, or none of this size, may take words.
      return sent.kind === 'final' && isShown(shown) ? send(letter(told, { ...shown, png: null })) : sent
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
