import { createTransport, type Transporter } from 'nodemailer'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'

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

/** A connection to the mail server, made when it is needed. */
export function mailTransport({ host, port, secure, requireTls, user, password }: MailOptions): Transporter {
  return createTransport({
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
}

export interface MailTrouble {
  /** The server's status; NaN where it did not answer. */
  readonly status: number
  /** Whether it was the credentials that the server did not take. */
  readonly isRefused: boolean
  readonly words: string
}

/** What a failed call means. The words never hold credentials. */
export function mailTrouble(thrown: unknown): MailTrouble {
  const error = thrown instanceof Error ? thrown : new Error('unknown')
  const status = 'responseCode' in error ? Number(error.responseCode) : Number.NaN
  const code = 'code' in error ? String(error.code) : 'unknown'
  const isGivenUp = code === 'EABORT' || code === 'ETIMEDOUT'
  const words = isGivenUp
    ? 'the mail server did not finish in time'
    : Number.isNaN(status)
      ? `the mail server could not be used: ${code}`
      : `the mail server answered ${status}`
  return { status, isRefused: code === 'EAUTH', words }
}
