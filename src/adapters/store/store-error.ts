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

/** Why a file cannot be opened as a store, with what to do. SQLite's own words name neither file nor cause. */
export function notOpened(path: string, error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error
  const refusal = systemRefusal(error) ?? systemRefusal(fileProblem(path), path)
  if (refusal?.remedy)
    return new StoreOpenError(path, refusal.message.replace(`${path} `, ''), {
      cause: error,
      remedy: refusal.remedy,
    })
  return new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })
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
