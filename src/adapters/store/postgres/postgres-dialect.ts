import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
  sql,
  type TableMetadata,
} from 'kysely'
import type { SchemaSpelling } from '../initial-schema.ts'
import { snakeCase } from '../names.ts'
import type { Database } from '../schema.ts'
import type { PostgresDriverOptions } from './postgres-connection.ts'
import { PostgresDriver } from './postgres-driver.ts'

export const POSTGRES_SPELLING: SchemaSpelling = {
  clustered: '',
  rowNumber: 'bigint',
  tables: 'select tablename as name from pg_tables where schemaname = current_schema()',
  keyOf: (table) => `
    select a.attname as name
    from pg_index i join unnest(i.indkey) with ordinality as k(attnum, place) on true
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indisprimary and i.indrelid = '${table}'::regclass order by k.place`,
}

/** PostgreSQL for Kysely. Names are in camel case on this side and in snake case in the database. */
export const postgresDatabase = (options: PostgresDriverOptions): Database =>
  new Kysely({ dialect: postgresDialect(options) })

const postgresDialect = (options: PostgresDriverOptions): Dialect => ({
  createDriver: () => new PostgresDriver(options),
  createQueryCompiler: () => new SnakeCaseCompiler(),
  createAdapter: (): DialectAdapter => new SerialisedAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new OwnSchemaIntrospector(db),
})

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(name: string): string {
    return super.sanitizeIdentifier(snakeCase(name))
  }

  /** SQLite knows an empty list, in which nothing is; a list of nothing but null is the same. */
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (node.values.length === 0) this.append('(null)')
    else super.visitPrimitiveValueList(node)
  }
}

/** Every transaction holds the store's lock, and so does the one in which migrations run: they need no other. */
class SerialisedAdapter extends PostgresAdapter {
  override acquireMigrationLock(): Promise<void> {
    return Promise.resolve()
  }

  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve()
  }
}

/** Kysely looks through all schemas for tables; another Budgeteer, or another program, may have one of the same name. */
class OwnSchemaIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>
  readonly #all: PostgresIntrospector

  constructor(db: Kysely<unknown>) {
    this.#db = db
    this.#all = new PostgresIntrospector(db)
  }

  getSchemas() {
    return this.#all.getSchemas()
  }

  async getTables(options?: Parameters<DatabaseIntrospector['getTables']>[0]): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(this.#db)
    const tables = await this.#all.getTables(options)
    return tables.filter(({ schema }) => schema === rows[0]?.name)
  }
}
