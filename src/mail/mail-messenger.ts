import { createTransport } from 'nodemailer'
import type { Messenger, Sent } from '../outbox/delivery.ts'
import { SECOND_MS } from '../time/duration.ts'

export interface MailOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (usually port 465); otherwise STARTTLS where the server offers it. */
  readonly secure: boolean
  /** Refuses to send where the server offers no TLS. */
  readonly requireTls: boolean
  readonly user: string | null
  readonly password: string | null
  /** `Budgeteer <budgeteer@example.com>` */
  readonly from: string
}

const CONNECT_WITHIN_MS = 10 * SECOND_MS
const ANSWER_WITHIN_MS = 20 * SECOND_MS

/** Sends owed messages by SMTP: the text's first line is the subject. The message id lets a receiver drop a repeat. */
export function mailMessenger(options: MailOptions): Messenger {
  const { host, port, secure, requireTls, user, password, from } = options
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: requireTls,
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return {
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
        })
        return { kind: 'sent', channelId: 'mail', ts: messageId }
      } catch (error) {
        return failure(error)
      }
    },
    update: () => Promise.resolve({ kind: 'final', error: 'a mail cannot be edited' }),
    // A mailbox cannot be searched; the message id marks a repeat as one.
    find: () => Promise.resolve({ kind: 'absent' }),
  }
}

/** SMTP's 5xx answers are final, 4xx and everything on the way to the server may pass. Credentials are in none of them. */
function failure(error: unknown): Sent {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : Number.NaN
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const words = Number.isNaN(code)
    ? `the mail server could not be used: ${reason}`
    : `the mail server answered ${code}`
  return code >= 500 ? { kind: 'final', error: words } : { kind: 'passing', error: words, retryAfterMs: null }
}

const domainOf = (from: string): string => /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
