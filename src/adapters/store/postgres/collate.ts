import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Texts are compared and put in order by their bytes, as SQLite does, whatever the database's own language is. Migrations need not
 * say so: after each, what is new gets it.
 */
export const collatedAfter = (step: Migration): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await step.up(db)
    await collateTexts(db)
  },
})

async function collateTexts(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; changes: string }>`
    select format('%I', c.relname) as "table",
      string_agg(format('alter column %I type text collate "C"', a.attname), ', ') as "changes"
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0
      and not a.attisdropped and a.atttypid = 'text'::regtype and a.attcollation <> 'pg_catalog."C"'::regcollation
    group by c.relname`.execute(db)
  for (const { table, changes } of rows) await sql.raw(`alter table ${table} ${changes}`).execute(db)
}
