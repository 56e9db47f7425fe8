import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { addGrantSeats } from './migrations-grants.ts'
import { keepAuditInOrder } from './migrations-audit.ts'
import { createBurnAlerts } from './migrations-burn-alerts.ts'
import { createDuties } from './migrations-duties.ts'
import { addLetThrough, createCalendar } from './migrations-calendar.ts'
import { createDiscovered } from './migrations-discovery.ts'
import { createHolds } from './migrations-freezes.ts'
import { detectIncidents } from './migrations-incidents.ts'
import { addReadingRemarks } from './migrations-maintenance.ts'
import { createNotices } from './migrations-notices.ts'
import { createReviews } from './migrations-reviews.ts'
import { createRollouts } from './migrations-rollouts.ts'
import { addWays } from './migrations-ways.ts'
import type { SchemaSpelling } from './schema-spelling.ts'

/** All steps from an empty database to this version's schema, in the order of their names. There is no way back. */
export function migrations(spelling: SchemaSpelling): Record<string, Migration> {
  return {
    '0001-first-tables': {
      async up(db: Kysely<unknown>): Promise<void> {
        await createMeasurements(db, spelling)
        await createStatuses(db)
        await createDeploys(db)
        await createRecord(db)
      },
    },
    '0002-grant-seats': { up: addGrantSeats },
    '0003-freezes': { up: createHolds },
    '0004-reviews': { up: createReviews },
    '0005-notices': { up: createNotices },
    '0006-duties': { up: createDuties },
    '0007-rollouts': { up: createRollouts },
    '0008-ways': { up: addWays },
    '0009-calendar': { up: createCalendar },
    '0010-incidents': { up: detectIncidents },
    '0011-discovery': { up: createDiscovered },
    '0012-burn-alerts': { up: createBurnAlerts },
    '0013-reading-remarks': { up: addReadingRemarks },
    '0014-let-through': { up: addLetThrough },
    '0015-audit-in-order': { up: (db: Kysely<unknown>) => keepAuditInOrder(db, spelling) },
  }
}

async function createMeasurements(db: Kysely<unknown>, spelling: SchemaSpelling): Promise<void> {
  await db.schema
    .createTable('series')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('slo', 'text', (column) => column.notNull())
    .addColumn('first_counted_at', 'bigint')
    .addUniqueConstraint('series_by_name', ['service', 'slo'])
    .execute()
  const readings = db.schema
    .createTable('readings')
    .addColumn('series', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('missing_reason', 'text')
    .addColumn('missing_detail', 'text')
    .addColumn('good', 'double precision')
    .addColumn('total', 'double precision')
    .addColumn('error_ratio', 'double precision')
    .addColumn('remaining_ratio', 'double precision')
    .addColumn('burn_5m', 'double precision')
    .addColumn('burn_1h', 'double precision')
    .addColumn('burn_6h', 'double precision')
    .addColumn('burn_1d', 'double precision')
    .addColumn('burn_3d', 'double precision')
    .addColumn('spent_last_day_ratio', 'double precision')
    .addColumn('exhausts_in_ms', 'double precision')
    .addColumn('coverage', 'double precision')
    .addPrimaryKeyConstraint('readings_key', ['series', 'at'])
  await spelling.clustered(readings).execute()
  const counts = db.schema
    .createTable('pushed_counts')
    .addColumn('series', 'bigint', (column) => column.notNull())
    .addColumn('grain_ms', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('good', 'double precision', (column) => column.notNull())
    .addColumn('total', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('pushed_counts_key', ['series', 'grain_ms', 'ends_at'])
  await spelling.clustered(counts).execute()
  const keys = db.schema
    .createTable('pushed_keys')
    .addColumn('series', 'bigint', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('forget_at', 'bigint')
    .addPrimaryKeyConstraint('pushed_keys_key', ['series', 'key'])
  await spelling.clustered(keys).execute()
  await db.schema.createIndex('pushed_keys_by_age').on('pushed_keys').column('forget_at').execute()
  await db.schema
    .createTable('marks')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createStatuses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('statuses')
    .addColumn('service', 'text', (column) => column.primaryKey())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('slo', 'text')
    .addColumn('remaining_ratio', 'double precision')
    .addColumn('known_at', 'bigint')
    .addColumn('polled_at', 'bigint', (column) => column.notNull())
    .addColumn('missing', 'text', (column) => column.notNull())
    .addColumn('recovering_level', 'text')
    .addColumn('recovering_since', 'bigint')
    .addColumn('policy_version', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('transitions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('from_level', 'text', (column) => column.notNull())
    .addColumn('to_level', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('slo', 'text')
    .addColumn('remaining_ratio', 'double precision')
    .addColumn('policy_version', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('transitions_by_time')
    .on('transitions')
    .columns(['service', 'at', 'id'])
    .execute()
  await db.schema
    .createTable('freezes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('began_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('incident_commander', 'text')
    .addColumn('war_room', 'text')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('announcement', 'text')
    .execute()
  await db.schema
    .createIndex('freezes_by_time')
    .on('freezes')
    .columns(['service', 'began_at', 'id'])
    .execute()
  await db.schema
    .createTable('incidents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('failed_ratio', 'double precision')
    .addColumn('cost_ratio', 'double precision')
    .addColumn('slo', 'text')
    .addColumn('entered_by', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('incidents_by_end').on('incidents').column('ended_at').execute()
}

async function createDeploys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('requests')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('risk', 'text', (column) => column.notNull())
    .addColumn('revision', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('requested_by', 'text', (column) => column.notNull())
    .addColumn('requested_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('answers', 'text', (column) => column.notNull())
    .addColumn('approvals', 'text', (column) => column.notNull())
    .addColumn('rejection', 'text')
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'bigint', (column) => column.notNull())
    .execute()
  for (const [name, columns] of [
    ['requests_for_gate', ['service', 'revision', 'change', 'environment', 'requested_at', 'id']],
    ['requests_by_service', ['service', 'requested_at', 'id']],
    ['requests_by_person', ['requested_by', 'requested_at', 'id']],
    ['requests_by_time', ['requested_at', 'id']],
    ['requests_by_expiry', ['state', 'expires_at']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('requests')
      .columns([...columns])
      .execute()
  }
  await db.schema
    .createTable('grants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('risk', 'text', (column) => column.notNull())
    .addColumn('revision', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('policy_version', 'text', (column) => column.notNull())
    .addColumn('granted_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('used_by', 'text')
    .addColumn('voided_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('grants_by_request')
    .on('grants')
    .columns(['request_id', 'granted_at', 'id'])
    .execute()
  await db.schema.createIndex('grants_by_service').on('grants').columns(['service', 'expires_at']).execute()
}

async function createRecord(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('outbox')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('owed_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('not_before', 'bigint', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('ended_at', 'bigint')
    .addColumn('channel_id', 'text')
    .addColumn('ts', 'text')
    .execute()
  for (const [name, columns] of [
    ['outbox_by_order', ['seq']],
    ['outbox_by_state', ['state', 'seq']],
    ['outbox_by_subject', ['subject', 'state']],
    ['outbox_by_age', ['ended_at']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('outbox')
      .columns([...columns])
      .execute()
  }
  await db.schema
    .createTable('posts')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('ts', 'text', (column) => column.notNull())
    .execute()
}
