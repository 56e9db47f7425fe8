import { StoreBusyError, StoreUnavailableError } from '../store-error.ts'

/** The connection is gone, or none could be made: what was not committed did not happen. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return /^(08|57P0[1-4]|53300|25P03|E[A-Z]{3,})/.test(code)
  return (
    error instanceof Error &&
    /^(Connection terminated|Client has encountered|Client was closed|Query read timeout|timeout exceeded|The server does not support SSL)/.test(
      error.message,
    )
  )
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Words for what the server refuses, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  '25006': [
    'it takes no writes: it is a standby, or read-only',
    'let the URL name the primary, and see that default_transaction_read_only is off',
  ],
  '25P03': ['it ended a transaction that stood still', 'was the bot paused, or the machine too busy?'],
  '28000': ['it lets nobody in with this name', 'look at the user in the URL, and at pg_hba.conf'],
  '28P01': ['the password is wrong', 'look at the user and the password in the URL'],
  '3D000': ['there is no such database', 'make it with `createdb`, or mend the name in the URL'],
  '42501': ['this user may not do that', 'let the user own its schema: `alter schema public owner to …`'],
  '53100': ['the disk is full', 'make room on the database server'],
  '53300': ['it has no connection left', 'raise max_connections, or let fewer programs connect'],
  '57014': ['it did not finish in time', 'look for what keeps the database server busy'],
  '57P03': ['it is starting up or shutting down', 'it goes on by itself once the server is up'],
}

/** What went wrong, in words that name the database; what is no trouble of the server's stays what it is. */
export function storeErrorOf(error: unknown, database: string, waitedMs: number): unknown {
  const code = codeOf(error)
  if (code === '55P03') return new StoreBusyError(waitedMs, { cause: error })
  const refusal = code === undefined ? undefined : REFUSALS[code]
  if (refusal !== undefined)
    return new StoreUnavailableError(database, refusal[0], { cause: error, remedy: refusal[1] })
  if (isLost(error) && error instanceof Error)
    return new StoreUnavailableError(database, error.message || (code ?? 'no connection'), { cause: error })
  return error
}
