import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import type SqliteDatabase from 'better-sqlite3'
import { StoreOpenError } from '../store-error.ts'

/**
 * Copies the database to a file beside it that is named for the step to come: `budgeteer.db.before-0002-shadow`, and with a number
 * where there is one already. The copy has its name only once it is whole. Answers with its path.
 *
 * @throws StoreOpenError when it cannot be written
 */
export async function copyBeforeUpgrade(
  sqlite: SqliteDatabase.Database,
  path: string,
  step: string,
): Promise<string> {
  const copy = freeName(`${path}.before-${step}`)
  const part = `${copy}.part`
  try {
    rmSync(part, { force: true })
    closeSync(openSync(part, 'ax', 0o600))
    await sqlite.backup(part)
    renameSync(part, copy)
    return copy
  } catch (error) {
    forget(part)
    const problem = error instanceof Error ? error.message : String(error)
    throw new StoreOpenError(
      path,
      `it must be copied to ${copy} before it is upgraded, and was not: ${problem}`,
      {
        cause: error,
        remedy: 'make room beside it, for as much as it has itself; nothing of it was changed',
      },
    )
  }
}

/** Half a copy takes room and is of no use; what cannot be removed is in the way of the next try, which says so. */
function forget(part: string): void {
  try {
    rmSync(part, { force: true })
  } catch {
    // The first error says more.
  }
}

function freeName(name: string): string {
  if (!existsSync(name)) return name
  let number = 2
  while (existsSync(`${name}-${number}`)) number += 1
  return `${name}-${number}`
}
