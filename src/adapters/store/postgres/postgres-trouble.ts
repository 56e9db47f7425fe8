import { StoreBusyError, StoreUnavailableError } from '../store-error.ts'

type Refusal = readonly [problem: string, remedy: string]

const LOOK_AT_NETWORK = 'see whether the server runs and listens there, and whether a firewall is between'

/** Words for what the server refuses, by SQLSTATE, and for what the system or TLS says of the connection. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  '25006': [
    'it takes no writes: it is a standby, or read-only',
    'let the URL name the primary, and see that default_transaction_read_only is off',
  ],
  '25P03': ['it ended a transaction that stood still', 'was the bot paused, or the machine too busy?'],
  '28000': [
    'it lets nobody in with this name',
    'look at the user and at sslmode in the URL, and at pg_hba.conf',
  ],
  '28P01': ['the password is wrong', 'look at the user and the password in the URL'],
  '3D000': ['there is no such database', 'make it with `createdb`, or mend the name in the URL'],
  '42501': ['this user may not do that', 'let the user own its schema: `alter schema public owner to …`'],
  '53100': ['the disk is full', 'make room on the database server'],
  '53300': ['it has no connection left', 'raise max_connections, or let fewer programs connect'],
  '57014': ['it did not finish in time', 'look for what keeps the database server busy'],
  '57P01': ['it ended the connection', 'was it restarted, or did an administrator end it?'],
  '57P03': ['it is starting up or shutting down', 'it goes on by itself once the server is up'],
  ENOTFOUND: ['its host is not known', 'look at the host in the URL, and at the name server'],
  EAI_AGAIN: ['its host cannot be looked up just now', 'look at the name server'],
  ECONNREFUSED: ['nothing listens at its host and port', LOOK_AT_NETWORK],
  EHOSTUNREACH: ['its host cannot be reached', LOOK_AT_NETWORK],
  ENETUNREACH: ['its host cannot be reached', LOOK_AT_NETWORK],
  ETIMEDOUT: ['it does not answer', LOOK_AT_NETWORK],
  ECONNRESET: ['the connection broke', LOOK_AT_NETWORK],
  EPIPE: ['the connection broke', LOOK_AT_NETWORK],
  ENOENT: ['it has no socket there', 'see whether the server runs, and look at the folder in the URL'],
}

/** The same for what has no code, by how its words begin. */
const WORDS: readonly (readonly [start: string, ...refusal: Refusal])[] = [
  [
    'The server does not support SSL',
    'it speaks no TLS',
    'turn `ssl` on in the server; on a network that nobody else can read, leave sslmode out of the URL',
  ],
  ['Connection terminated due to connection timeout', 'it does not answer', LOOK_AT_NETWORK],
  ['timeout expired', 'it does not answer', LOOK_AT_NETWORK],
  ['Query read timeout', 'it does not answer any more', LOOK_AT_NETWORK],
  ['timeout exceeded', 'each connection to it is in use', 'look for what keeps the database server busy'],
  ['Connection terminated', 'the connection broke', LOOK_AT_NETWORK],
  ['Client has encountered', 'the connection broke', LOOK_AT_NETWORK],
  ['Client was closed', 'the connection broke', LOOK_AT_NETWORK],
]

/** As Node names what is wrong with a certificate. */
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/

/** The connection is gone, or none could be made: what was not committed did not happen. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined)
    return /^(08|57P0[1-4]|53300|25P03|E[A-Z_]{3,}$)/.test(code) && !isOfFile(error) && !TLS.test(code)
  return WORDS.some(([start, problem]) => begins(error, start) && problem !== 'it speaks no TLS')
}

/** The server takes no writes, and another one may. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006'

/** How a connection was lost, or could not be made. */
export const lossInWords = (error: unknown): string => refusalOf(error)?.[0] ?? messageOf(error)

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const begins = (error: unknown, start: string): boolean =>
  error instanceof Error && error.message.startsWith(start)

/** Another try would give the same. */
const isOfFile = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'read')

function refusalOf(error: unknown): Refusal | undefined {
  if (isOfFile(error))
    return [
      `a file that its URL names cannot be read: ${messageOf(error)}`,
      'look at sslrootcert, sslcert and sslkey',
    ]
  const code = codeOf(error)
  if (code === undefined) {
    const known = WORDS.find(([start]) => begins(error, start))
    return known && [known[1], known[2]]
  }
  const refusal = REFUSALS[code]
  if (refusal !== undefined) return refusal
  if (TLS.test(code))
    return [
      `TLS with it fails: ${messageOf(error)}`,
      'look at sslmode and sslrootcert in the URL, and at the name and the age of its certificate',
    ]
  return undefined
}

/** What went wrong, in words that name the database; what is no trouble of the server's stays what it is. */
export function storeErrorOf(error: unknown, database: string, waitedMs: number): unknown {
  if (codeOf(error) === '55P03') return new StoreBusyError(waitedMs, { cause: error })
  const refusal = refusalOf(error)
  if (refusal !== undefined)
    return new StoreUnavailableError(database, refusal[0], { cause: error, remedy: refusal[1] })
  if (isLost(error)) return new StoreUnavailableError(database, messageOf(error), { cause: error })
  return error
}
