import type { CreateTableBuilder } from 'kysely'

/** What the databases spell differently. */
export interface SchemaSpelling {
  /** Keeps the rows in the order of their primary key, where the database can: half the size for narrow tables. */
  clustered<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column>
  /** The type of a key that counts the rows and keeps them in its order, where the database can. */
  readonly rowNumber: 'integer' | 'bigint'
}
