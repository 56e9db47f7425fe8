import { sql } from 'kysely'
import { together } from './database.ts'
import type { Database } from './schema.ts'

/** So many posts are looked at in one transaction. */
const AT_ONCE = 200

interface Referring {
  readonly table: string
  readonly key: string
  readonly began: string
  /** What subjects of its posts begin with, before its key. */
  readonly named: string
  /** Columns that hold the subject of a post; of a JSON object the part that does. */
  readonly columns?: readonly (string | readonly [column: string, part: string])[]
}

/** Records whose posts are replied to, edited or linked for as long as the record is there. */
const REFERRING: readonly Referring[] = [
  {
    table: 'incidents',
    key: 'id',
    began: 'opened_at',
    named: 'incident',
    columns: ['storm', ['detection', 'toldIn']],
  },
  { table: 'requests', key: 'id', began: 'requested_at', named: 'request' },
  {
    table: 'rollouts',
    key: 'id',
    began: 'started_at',
    named: 'rollout',
    columns: [['card', 'subject']],
  },
  { table: 'level_freezes', key: 'id', began: 'began_at', named: 'freeze', columns: ['subject'] },
  { table: 'declared_freezes', key: 'id', began: 'declared_at', named: 'declared', columns: ['told_in'] },
  { table: 'window_runs', key: 'id', began: 'began_at', named: 'window' },
  {
    table: 'burn_alerts',
    key: 'id',
    began: 'started_at',
    named: 'burn-alert',
    columns: ['subject', 'thread'],
  },
  { table: 'actions', key: 'id', began: 'started_at', named: 'action', columns: ['subject', 'thread'] },
  { table: 'level_notices', key: 'id', began: 'at', named: 'notice', columns: ['announced_by'] },
  { table: 'reviews', key: 'id', began: 'held_at', named: 'review' },
  { table: 'planned_deployments', key: 'id', began: 'planned_at', named: 'plan' },
  { table: 'pager_alerts', key: 'key', began: 'triggered_at', named: 'pager-alert' },
  { table: 'flag_changes', key: 'rollback', began: 'asked_at', named: 'flags' },
]

/**
 * Forgets where posts of before the time are, unless a record of before is still there that they are about, or a message waits
 * for them. Posts of a version that did not keep their time age from now on. It can be stopped and continued at any point.
 */
export async function thinPosts(db: Database, now: number, before: number): Promise<void> {
  await db.updateTable('posts').set({ postedAt: now }).where('postedAt', 'is', null).execute()
  let page = await older(db, before, { postedAt: 0, subject: '' })
  if (page.length === 0) return
  const isNeeded = await neededBefore(db, before)
  while (page.length > 0) {
    const subjects = page.map(({ subject }) => subject)
    await together(db, async (within) => {
      const waiting = await waitedFor(within, subjects)
      const over = subjects.filter((subject) => !isNeeded(subject) && !waiting.has(subject))
      if (over.length > 0) await within.deleteFrom('posts').where('subject', 'in', over).execute()
    })
    const last = page.at(-1)
    page = last === undefined || page.length < AT_ONCE ? [] : await older(db, before, last)
  }
}

interface Aged {
  readonly subject: string
  readonly postedAt: number
}

async function older(db: Database, before: number, after: Aged): Promise<readonly Aged[]> {
  const { rows } = await sql<Aged>`
    select subject as "subject", posted_at as "postedAt" from posts
    where posted_at < ${before} and (posted_at, subject) > (${after.postedAt}, ${after.subject})
    order by posted_at, subject limit ${sql.lit(AT_ONCE)}`.execute(db)
  return rows
}

async function waitedFor(db: Database, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('outbox')
    .select('needs')
    .where(sql<boolean>`"state" in ('owed', 'sending')`)
    .where('needs', 'in', subjects)
    .execute()
  return new Set(rows.flatMap(({ needs }) => needs ?? []))
}

/** Whether a post is about one of the records that began before the time and are still there: few, as all others are forgotten. */
async function neededBefore(db: Database, before: number): Promise<(subject: string) => boolean> {
  const needed = new Set<string>()
  for (const { table, key, began, named, columns = [] } of REFERRING) {
    const names = columns.map((column) => (typeof column === 'string' ? column : column[0]))
    const { rows } = await sql<Record<string, string | null>>`
      select ${sql.join([key, ...names].map((name, index) => sql`${sql.ref(name)} as ${sql.ref(`c${index}`)}`))}
      from ${sql.table(table)} where ${sql.ref(began)} < ${before}`.execute(db)
    for (const row of rows) {
      needed.add(`${named}/${row['c0'] ?? ''}`)
      for (const [index, column] of columns.entries()) {
        const kept = row[`c${index + 1}`] ?? null
        const subject = typeof column === 'string' ? kept : partOf(kept, column[1])
        if (subject !== null) needed.add(subject)
      }
    }
  }
  return (subject) => beginnings(subject).some((beginning) => needed.has(beginning))
}

function partOf(json: string | null, part: string): string | null {
  const value: unknown = json === null ? null : JSON.parse(json)
  if (typeof value !== 'object' || value === null) return null
  const found: unknown = Reflect.get(value, part)
  return typeof found === 'string' ? found : null
}

/** `request/r_1/granted`, `request/r_1` and `request`: what is posted about a record is called by the record first. */
const beginnings = (subject: string): readonly string[] => {
  const parts = subject.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
