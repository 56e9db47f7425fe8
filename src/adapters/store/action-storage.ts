import type {
  Action,
  ActionState,
  ActionStore,
  LevelNotice,
  LevelNoticeStore,
  NamedIncident,
  NamedPerson,
  TopAction,
  TopActionStore,
} from '../../core/actions/action.ts'
import { z } from 'zod'
import type { Address } from '../../core/kernel/outbox/owed-message.ts'
import { ACTION_PROOFS } from '../../core/policy/mandatory-action.ts'
import { save } from './database.ts'
import { json, messageAddress, orNull, rowFormat, word, wordOf } from './row.ts'
import type { Database } from './schema.ts'

const person = json<NamedPerson>(z.object({ userId: z.string(), name: z.string() }))

const actionFormat = rowFormat<Action>('actions', 'id', {
  incident: orNull(json<NamedIncident>(z.object({ id: z.string(), what: z.string() }))),
  assignee: orNull(person),
  proof: orNull(word(ACTION_PROOFS)),
  state: wordOf<ActionState>({ open: true, done: true, ended: true }),
})

export function actionStorage(db: Database): ActionStore {
  const byDeadline = () => db.selectFrom('actions').selectAll().orderBy('dueAt').orderBy('name').orderBy('id')
  return {
    save: (actions) => save(db, 'actions', ['id'], actions.map(actionFormat.toRow)),

    async byId(id) {
      const row = await db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst()
      return row && actionFormat.fromRow(row)
    },

    async open(service) {
      const all = byDeadline().where('state', '=', 'open')
      const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
      return rows.map(actionFormat.fromRow)
    },

    async during(service, from, until) {
      const rows = await byDeadline()
        .where('service', '=', service)
        .where('startedAt', '<', until)
        .where((eb) => eb.or([eb('closedAt', '>=', from), eb('closedAt', 'is', null)]))
        .execute()
      return rows.map(actionFormat.fromRow)
    },

    async listedIn(subject) {
      return (await byDeadline().where('subject', '=', subject).execute()).map(actionFormat.fromRow)
    },
  }
}

const topActionFormat = rowFormat<TopAction>('topActions', 'id', { owner: person })

export const topActionStorage = (db: Database): TopActionStore => ({
  save: (actions) => save(db, 'topActions', ['id'], actions.map(topActionFormat.toRow)),

  async open(service) {
    const all = db
      .selectFrom('topActions')
      .selectAll()
      .where('doneAt', 'is', null)
      .orderBy('service')
      .orderBy('position')
    const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
    return rows.map(topActionFormat.fromRow)
  },
})

const addresses = json<readonly Address[]>(z.array(messageAddress))
const noticeFormat = rowFormat<LevelNotice>('level_notices', 'id', {
  told: addresses,
  toldBefore: addresses,
})

export const levelNoticeStorage = (db: Database): LevelNoticeStore => ({
  save: (notice) => save(db, 'levelNotices', ['id'], [noticeFormat.toRow(notice)]),

  async untold() {
    const rows = await db
      .selectFrom('levelNotices')
      .selectAll()
      .where('toldAt', 'is', null)
      .where('endedAt', 'is', null)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(noticeFormat.fromRow)
  },

  async current(service) {
    const row = await db
      .selectFrom('levelNotices')
      .selectAll()
      .where('service', '=', service)
      .where('endedAt', 'is', null)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    return row && noticeFormat.fromRow(row)
  },
})
