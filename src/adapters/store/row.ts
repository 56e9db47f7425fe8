import { z } from 'zod'
import type { Json } from '../../core/kernel/audit/audit-entry.ts'
import type { Address, MessageContent } from '../../core/kernel/outbox/owed-message.ts'
import { snakeCase } from './names.ts'
import { CorruptRowError } from './store-error.ts'

/** How an object lies in its table: flags as 0 or 1, lists, maps and objects as JSON text, all else as it is. */
export type RowOf<Value> = { -readonly [Name in keyof Value]: Stored<Value[Name]> }

type Stored<Value> = Value extends string | number | null ? Value : Value extends boolean ? 0 | 1 : string

/** How a value is read from its column and written there. `name` is the column's, for errors. */
export interface Column<Value, Kept> {
  /** @throws UnreadableError */
  read(kept: Kept, name: string): Value
  write(value: Value): Kept
}

/** What a column holds is not what it should. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

/** Words of a closed list must be checked when they are read; they are in the database what they are in the object. */
type IsChecked<Value> = [NonNullable<Value>] extends [string]
  ? string extends NonNullable<Value>
    ? false
    : true
  : [Value] extends [string | number | null]
    ? false
    : true

/** The columns that are not simply handed through. The compiler names one that is missing. */
type CheckedColumns<Value> = {
  [Name in keyof Value as IsChecked<Value[Name]> extends true ? Name : never]: Column<
    Value[Name],
    Stored<Value[Name]>
  >
}

export interface RowFormat<Value, Row> {
  readonly toRow: (value: Value) => Row
  /**
   * Makes the row itself into the object that it is of.
   *
   * @throws CorruptRowError naming table, row and column
   */
  readonly fromRow: (row: Row) => Value
}

/** The format of a table's rows; `id` is the column that names a row in errors. */
export function rowFormat<Value>(
  table: string,
  id: keyof Value & string,
  columns: CheckedColumns<Value>,
): RowFormat<Value, RowOf<Value>>
export function rowFormat(
  table: string,
  id: string,
  columns: Readonly<Record<string, Column<unknown, unknown>>>,
): RowFormat<Record<string, unknown>, Record<string, unknown>> {
  const checked = Object.entries(columns)
  return {
    toRow(value) {
      const row = { ...value }
      for (const [name, column] of checked) row[name] = column.write(row[name])
      return row
    },
    fromRow(row) {
      try {
        for (const [name, column] of checked) row[name] = column.read(row[name], name)
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error
        const found = row[id]
        throw new CorruptRowError(
          snakeCase(table),
          typeof found === 'number' ? found : String(found),
          error.message,
          { cause: error.cause },
        )
      }
      return row
    },
  }
}

const sameTo = <Value>(value: Value): Value => value

/** A word of a closed list. */
export function word<const Word extends string>(words: readonly Word[]): Column<Word, Word> {
  const known: ReadonlySet<string> = new Set(words)
  return {
    read(kept, name) {
      if (known.has(kept)) return kept
      throw new UnreadableError(`${snakeCase(name)} is ${JSON.stringify(kept)}`)
    },
    write: sameTo,
  }
}

/** The same where the list is a type alone: the compiler names a word that is missing. */
export const wordOf = <Word extends string>(words: Readonly<Record<Word, true>>): Column<Word, Word> =>
  word(Object.keys(words) as Word[])

/** A value that a text column holds as JSON, and `toJson` gives where it is not JSON as it is. */
export function json<Value>(
  schema: z.ZodType<Value>,
  toJson: (value: Value) => unknown = sameTo,
): Column<Value, string> {
  return {
    read(kept, name) {
      let value: unknown
      try {
        value = JSON.parse(kept)
      } catch (error) {
        throw new UnreadableError(`${snakeCase(name)} is no JSON`, { cause: error })
      }
      const parsed = schema.safeParse(value)
      if (parsed.success) return parsed.data
      const [issue] = parsed.error.issues
      const path = [snakeCase(name), ...(issue?.path ?? [])].join('.')
      throw new UnreadableError(`${path}: ${issue?.message ?? 'invalid'}`)
    },
    write: (value) => JSON.stringify(toJson(value)),
  }
}

/** A column that may be empty. */
export const orNull = <Value, Kept>(column: Column<Value, Kept>): Column<Value | null, Kept | null> => ({
  read: (kept, name) => (kept === null ? null : column.read(kept, name)),
  write: (value) => (value === null ? null : column.write(value)),
})

export const flag: Column<boolean, 0 | 1> = {
  read: (kept) => kept === 1,
  write: (value) => (value ? 1 : 0),
}

/** A map as the list of its entries, which JSON has; see `entriesOf`. */
export const textMap: z.ZodType<ReadonlyMap<string, string>> = z
  .array(z.tuple([z.string(), z.string()]))
  .transform((entries) => new Map(entries))

export const entriesOf = (map: ReadonlyMap<string, string>): unknown => [...map]

export const texts = json<readonly string[]>(z.array(z.string()))

const anyJson = z.custom<Json>((value) => value !== undefined)

/** The facts of a message, whatever its kind. */
export const messageContent: z.ZodType<MessageContent> = z.looseObject({
  kind: z.string(),
  continues: z.string().nullish(),
})

/** Who a message is for. */
export const messageAddress: z.ZodType<Address> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('channel'),
    purpose: z.enum(['announcements', 'approvals', 'incidents', 'shadow']),
    thread: z.string().optional(),
  }),
  z.object({ kind: z.literal('team'), channel: z.string() }),
  z.object({ kind: z.literal('person'), userId: z.string() }),
  z.object({ kind: z.literal('mail'), to: z.array(z.string()) }),
  z.object({ kind: z.literal('webhook'), receiver: z.string() }),
  z.object({ kind: z.literal('pager'), pager: z.string(), key: z.string() }),
  z.object({ kind: z.literal('anchor-file') }),
])

/** Any JSON object, as it went into the store. */
export const jsonObject: z.ZodType<{ readonly [key: string]: Json }> = z.record(z.string(), anyJson)
