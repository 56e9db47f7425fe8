import { constants } from 'node:fs'
import {
  access,
  chown,
  copyFile,
  link,
  open,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { ContendedError } from './contended-error.ts'

/** A lock that is older than any edit takes: whoever held it, on whatever machine, has died. */
const STALE_LOCK_MS = 30 * SECOND_MS

/**
 * Replaces the content of a file at once, so that nobody reads half of it, while no other Budgeteer does. Its mode and owner
 * stay. A link is followed to the file itself.
 *
 * @param edit makes the new content of the present one; the same means that nothing is to be written
 * @throws ContendedError when somebody else is changing the file; nothing was written then
 */
export async function replaceFile(path: string, now: number, edit: (text: string) => string): Promise<void> {
  const file = await realpath(path)
  await inTurn(file, async () => {
    const unlock = await lock(file, now)
    try {
      const before = await readFile(file, 'utf8')
      const after = edit(before)
      if (after !== before) await write(file, before, after)
    } finally {
      await unlock()
    }
  })
}

/** What this process is doing with each file, and what waits for that. */
const turns = new Map<string, Promise<void>>()

async function inTurn(file: string, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(file) ?? Promise.resolve()).then(work)
  const settled = turn.catch(() => undefined)
  turns.set(file, settled)
  try {
    await turn
  } finally {
    if (turns.get(file) === settled) turns.delete(file)
  }
}

/** @throws an error of the system when the file may not be read or replaced */
export async function assertReplaceable(path: string): Promise<void> {
  const file = await realpath(path)
  await access(file, constants.R_OK)
  await access(dirname(file), constants.W_OK)
}

async function lock(file: string, now: number): Promise<() => Promise<void>> {
  const path = beside(file, 'lock')
  const own = beside(file, `lock-${process.pid}`)
  // Linked, so that a lock says from its first moment who holds it: one that a killed process left is known by that.
  await writeFile(own, JSON.stringify({ host: hostname(), pid: process.pid }))
  try {
    await take(path, own, now)
  } finally {
    await unlink(own).catch(() => undefined)
  }
  return () => unlink(path).catch(() => undefined)
}

async function take(path: string, own: string, now: number): Promise<void> {
  try {
    await link(own, path).catch((error: unknown) => {
      if (!['EPERM', 'ENOTSUP', 'ENOSYS'].some((code) => isCode(error, code))) throw error
      // A file system without links.
      return copyFile(own, path, constants.COPYFILE_EXCL)
    })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs < STALE_LOCK_MS && !(await isOfTheDead(path)))
      throw new ContendedError('it is being changed right now')
    await unlink(path).catch(() => undefined)
    throw new ContendedError('a lock was left behind, and is gone now')
  }
}

/** Whether a process of this machine held it that is no more. One with this process's number had it before: edits take turns. */
async function isOfTheDead(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const [, host, pid] = /^\{"host":"(.*)","pid":(\d+)\}$/.exec(text) ?? []
  if (host !== hostname() || pid === undefined) return false
  if (Number(pid) === process.pid) return true
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return isCode(error, 'ESRCH')
  }
}

async function write(file: string, before: string, after: string): Promise<void> {
  const { mode, uid, gid } = await stat(file)
  const temporary = beside(file, 'new')
  const handle = await open(temporary, 'w', mode)
  try {
    await handle.chmod(mode)
    await handle.writeFile(after)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    // Only root may give files away; whoever else replaces it owns it.
    await chown(temporary, uid, gid).catch(() => undefined)
    // Editors and deployments take no lock: what they wrote meanwhile is not lost.
    if ((await readFile(file, 'utf8')) !== before) throw new ContendedError('somebody changed it meanwhile')
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}

const beside = (file: string, what: string): string =>
  join(dirname(file), `.${basename(file)}.budgeteer-${what}`)

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
