import { type Kysely, sql } from 'kysely'
import type { SchemaSpelling } from './schema-spelling.ts'

/** A `bigint` key is a second tree in SQLite, written with every entry; an `integer` one is the order of the rows. */
export async function keepAuditInOrder(db: Kysely<unknown>, { rowNumber }: SchemaSpelling): Promise<void> {
  await db.schema
    .createTable('audit_in_order')
    .addColumn('seq', rowNumber, (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into "audit_in_order" select * from "audit" order by "seq"`.execute(db)
  await db.schema.dropTable('audit').execute()
  await db.schema.alterTable('audit_in_order').renameTo('audit').execute()
}
