import { z } from 'zod'
import type { Json } from '../../core/kernel/audit/audit-entry.ts'
import type { MessageContent } from '../../core/kernel/outbox/owed-message.ts'
import { CorruptRowError } from './store-error.ts'

/** Where a value was found, for the error that names it. */
export interface Place {
  readonly table: string
  readonly id: string | number
  readonly column: string
}

/**
 * Parses JSON that a text column holds.
 *
 * @throws CorruptRowError naming table, row and column when it is not what the schema says
 */
export function storedJson<Value>(text: string, schema: z.ZodType<Value>, place: Place): Value {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new CorruptRowError(place.table, place.id, `${place.column} is no JSON`, { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [place.column, ...(issue?.path ?? [])].join('.')
  throw new CorruptRowError(place.table, place.id, `${path}: ${issue?.message ?? 'invalid'}`)
}

/** A word of a closed list. `words` has each of them, so that a new one cannot be forgotten here. */
export function storedWord<Word extends string>(text: string, words: Record<Word, true>, place: Place): Word {
  if (Object.hasOwn(words, text)) return text as Word
  throw new CorruptRowError(place.table, place.id, `${place.column} is ${JSON.stringify(text)}`)
}

/** A figure that this kind of row always has. */
export function storedNumber(value: number | null, place: Place): number {
  if (value !== null) return value
  throw new CorruptRowError(place.table, place.id, `${place.column} is empty`)
}

/** The facts of a message, whatever its kind. */
export const messageContent: z.ZodType<MessageContent> = z
  .object({ kind: z.string() })
  .catchall(z.custom<Json>((value) => value !== undefined))

/** Any JSON object, as it went into the store. */
export const jsonObject: z.ZodType<{ readonly [key: string]: Json }> = z.record(
  z.string(),
  z.custom<Json>((value) => value !== undefined),
)
