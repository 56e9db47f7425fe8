import { mkdirSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { AnchorsKept } from '../../core/kernel/audit/anchors-kept.ts'
import type { AuditAnchor } from '../../core/kernel/audit/messages.ts'
import { headIn, type Witness } from '../../core/kernel/audit/witness.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'

/** Appends anchors to a file, a line of JSON each, and answers when they are on the disk. */
export function anchorFileMessenger(path: string): Outlet {
  return {
    serves: ({ kind }) => kind === 'anchor-file',
    queueOf: () => 'anchor-file',
    post: async (_message, { text }) => {
      try {
        await append(path, `${text}\n`)
        return { kind: 'sent', reference: path }
      } catch (error) {
        return {
          kind: 'passing',
          error: `the file of anchors: ${(error as Error).message}`,
          retryAfterMs: null,
        }
      }
    },
    update: () => Promise.resolve({ kind: 'final', error: 'an anchor cannot be edited' }),
    // The same anchor twice says the same.
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}

async function append(path: string, line: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(line)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** An anchor as its line has it. */
export const anchorLine = ({ seq, hash, at }: AuditAnchor): string => JSON.stringify({ seq, hash, at })

/** Rejects where the file cannot be read. */
export async function readAnchorFile(path: string): Promise<AnchorsKept> {
  const name = basename(path)
  const witnesses: Witness[] = []
  const unreadable: string[] = []
  // Copies that went through other systems begin with a mark, or end their lines in two characters.
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const where = `${name} line ${index + 1}`
    const head = headOf(line)
    if (head === null) unreadable.push(where)
    else witnesses.push({ ...head, where })
  }
  return { place: 'file', name, witnesses, unreadable }
}

function headOf(line: string): Omit<Witness, 'where'> | null {
  try {
    const { seq, hash, at } = JSON.parse(line) as Readonly<Record<string, unknown>>
    const head = headIn(`${String(seq)}:${String(hash)}`)
    const anchoredAt = typeof at === 'string' ? Date.parse(at) : NaN
    return head === null || Number.isNaN(anchoredAt) ? head : { ...head, anchoredAt }
  } catch {
    return null
  }
}
