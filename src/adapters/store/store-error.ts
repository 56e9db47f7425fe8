import { closeSync, openSync } from 'node:fs'
import { systemRefusal } from '../../core/kernel/system-error.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'

/** Another process held the database's write lock for longer than the store waits. Worth a retry later. */
export class StoreBusyError extends OperatorError {
  override readonly name = 'StoreBusyError'

  constructor(waitedMs: number, options?: ErrorOptions) {
    super(
      `the store is locked by another process and was not free within ${waitedMs} ms`,
      'is a second Budgeteer, or a tool such as sqlite3, using the same file?',
      options,
    )
  }
}

/** The database server cannot be reached, or refuses. What was under way was not kept. Worth a retry later. */
export class StoreUnavailableError extends OperatorError {
  override readonly name = 'StoreUnavailableError'
  readonly retryable = true
  /** Without the database's name. */
  readonly problem: string

  constructor(database: string, problem: string, options?: ErrorOptions & { readonly remedy?: string }) {
    super(`the store ${database} cannot be used: ${problem}`, options?.remedy ?? null, options)
    this.problem = problem
  }
}

/**
 * The connection was lost between the request to commit and its answer. Whether what was under way was kept is not known:
 * whoever asks again must find out.
 */
export class StoreOutcomeError extends OperatorError {
  override readonly name = 'StoreOutcomeError'
  readonly retryable = true
  readonly outcome = 'unknown'

  constructor(database: string, problem: string, options?: ErrorOptions) {
    super(
      `the store ${database} was lost while it kept something, and the outcome is not known: ${problem}`,
      'look whether it is there before it is done again',
      options,
    )
  }
}

/** What is written now would be lost: the database was deleted, replaced or damaged under the running bot. */
export class StoreLostError extends OperatorError {
  override readonly name = 'StoreLostError'
  /** For whoever asked: nothing was decided, and another try may find the store mended. */
  readonly retryable = true

  constructor(problem: string) {
    super(problem, null)
  }
}

/** SQLite's codes for a file that is no database, or one no longer. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)

/** What to look at where the database's own words do not say it; begins with `; `, or is empty. */
export function hintFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('SQLITE_FULL')) return '; make room on its disk'
  return code.startsWith('SQLITE_IOERR') ? '; see whether its disk is full, or failing' : ''
}

/** A row holds what no version of Budgeteer writes: somebody edited the database, or the disk is failing. */
export class CorruptRowError extends OperatorError {
  override readonly name = 'CorruptRowError'

  constructor(table: string, id: string | number, problem: string, options?: ErrorOptions) {
    super(
      `the store's table ${table} holds a corrupt row ${JSON.stringify(id)}: ${problem}`,
      'go on from a backup',
      options,
    )
  }
}

/** The database cannot be opened or brought to this version's schema. */
export class StoreOpenError extends OperatorError {
  override readonly name = 'StoreOpenError'

  constructor(path: string, problem: string, options?: ErrorOptions & { readonly remedy?: string }) {
    super(`cannot open the store ${path}: ${problem}`, options?.remedy ?? null, options)
  }
}

/** There is a database, and no store in it. */
export class NothingStoredError extends Error {
  override readonly name = 'NothingStoredError'

  constructor() {
    super('Budgeteer has not written to it')
  }
}

/** Why a file cannot be opened as a store, with what to do. SQLite's own words name neither file nor cause. */
export function notOpened(path: string, error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error
  const refusal = systemRefusal(error) ?? systemRefusal(fileProblem(path), path)
  if (refusal?.remedy)
    return new StoreOpenError(path, refusal.message.replace(`${path} `, ''), {
      cause: error,
      remedy: refusal.remedy,
    })
  const problem = error instanceof Error ? error.message : String(error)
  const remedy = isDamage(error) ? { remedy: 'keep the file, and go on from a backup' } : {}
  return new StoreOpenError(path, problem, { cause: error, ...remedy })
}

/** What the system says of the file, where SQLite could not open it. */
function fileProblem(path: string): unknown {
  try {
    closeSync(openSync(path, 'r+'))
    return undefined
  } catch (error) {
    return error
  }
}

/** A store was used in a way that would wait for ever, or after its transaction had ended: a fault in our own code. */
export class TransactionMisuseError extends Error {
  override readonly name = 'TransactionMisuseError'
}
