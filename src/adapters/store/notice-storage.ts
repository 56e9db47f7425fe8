import type { SaidNoticeStore } from '../../core/poll/said-notice.ts'
import { save } from './database.ts'
import type { Database } from './schema.ts'

export const noticeStorage = (db: Database): SaidNoticeStore => ({
  all: () => db.selectFrom('saidNotices').selectAll().execute(),
  save: (notices) => save(db, 'saidNotices', ['service', 'name'], notices),
})
