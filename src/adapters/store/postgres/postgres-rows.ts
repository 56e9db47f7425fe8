import type { CompiledQuery, QueryResult } from 'kysely'
import type { PoolClient } from 'pg'
import { camelCase } from '../names.ts'
import { parameterOf } from './postgres-values.ts'

/** Runs a statement on a connection; what it answers has names in camel case. */
export async function rowsOf<Row>(
  client: PoolClient,
  { sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>,
): Promise<QueryResult<Row>> {
  const result = await client.query<unknown[]>({
    text: sql,
    values: parameters.map(parameterOf),
    rowMode: 'array',
  })
  const { command, rowCount, rows, fields } = result
  if (sql === 'commit' && command === 'ROLLBACK')
    throw new Error('the transaction failed before and was rolled back')
  const names = fields.map(({ name }) => camelCase(name))
  const toObject = (values: readonly unknown[]): object => {
    const row: Record<string, unknown> = {}
    let at = 0
    for (const name of names) row[name] = values[at++]
    return row
  }
  const written = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
  return {
    rows: rows.map(toObject) as Row[],
    ...(written && { numAffectedRows: BigInt(rowCount ?? 0) }),
  }
}
