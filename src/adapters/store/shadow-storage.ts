import { z } from 'zod'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import type { ShadowScope } from '../../core/policy/ended-shadow.ts'
import { REASON_CODES } from '../../core/policy/decision.ts'
import type { ShadowAnswer, ShadowAnswerStore } from '../../core/requests/shadow-answer.ts'
import type { ShadowStore } from '../../core/shadow/shadow-store.ts'
import { insert, save } from './database.ts'
import { json, rowFormat, texts, wordOf } from './row.ts'
import type { Database, EndedShadowParts } from './schema.ts'

/** Longer than any report looks back. */
const ANSWERS_KEPT_MS = 100 * DAY_MS

const endedFormat = rowFormat<EndedShadowParts>('endedShadows', 'name', {
  kind: wordOf<ShadowScope['kind']>({ service: true, policy: true }),
  lines: texts,
})

export const shadowStorage = (db: Database): ShadowStore => ({
  async ended() {
    const rows = await db.selectFrom('endedShadows').selectAll().orderBy('kind').orderBy('name').execute()
    return rows
      .map(endedFormat.fromRow)
      .map(({ kind, name, ...rest }) => ({ scope: { kind, name }, ...rest }))
  },

  saveEnded: (ended) =>
    save(
      db,
      'endedShadows',
      ['kind', 'name'],
      ended.map(({ scope, lines, by, at }) => endedFormat.toRow({ ...scope, lines, by, at })),
    ),

  services: () => db.selectFrom('shadowedServices').selectAll().orderBy('service').execute(),

  saveServices: (services) => save(db, 'shadowedServices', ['service'], services),

  async forgetServices(names) {
    for (const name of names) await db.deleteFrom('shadowedServices').where('service', '=', name).execute()
  },
})

const answerFormat = rowFormat<ShadowAnswer>('shadowAnswers', 'id', {
  decision: wordOf<ShadowAnswer['decision']>({ approved: true, 'needs-approval': true, blocked: true }),
  reasons: json(z.array(z.enum(REASON_CODES))),
  seats: json(z.array(z.object({ role: z.string(), count: z.number(), filledBy: z.array(z.string()) }))),
})

export interface ShadowAnswerStorage extends ShadowAnswerStore {
  /** Forgets what no report looks back to. */
  thin(now: number): Promise<void>
}

export const shadowAnswerStorage = (db: Database): ShadowAnswerStorage => ({
  add: (answers) => insert(db, 'shadowAnswers', answers.map(answerFormat.toRow)),

  async since(since) {
    const rows = await db
      .selectFrom('shadowAnswers')
      .selectAll()
      .where('at', '>', since)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(answerFormat.fromRow)
  },

  async thin(now) {
    await db
      .deleteFrom('shadowAnswers')
      .where('at', '<', now - ANSWERS_KEPT_MS)
      .execute()
  },
})
