import type { MethodAnswer } from './method-answer.ts'
import { refusal } from './method-answer.ts'
import type { MethodArguments } from './method.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string
}

/** One page of a list: `limit` (1 to 1,000) and an opaque `cursor`, as every listing method takes them. */
export function pageOf<Item>(
  all: readonly Item[],
  args: MethodArguments,
  defaultLimit = 100,
): Page<Item> | MethodAnswer {
  const limit = args.has('limit') ? Number(args.text('limit')) : defaultLimit
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return refusal('invalid_limit')
  const cursor = args.text('cursor') ?? ''
  const start = cursor === '' ? 0 : offsetOf(cursor)
  if (start === undefined) return refusal('invalid_cursor')
  const end = start + limit
  return { items: all.slice(start, end), nextCursor: end < all.length ? cursorAt(end) : '' }
}

export function isPage<Item>(page: Page<Item> | MethodAnswer): page is Page<Item> {
  return 'items' in page && !('ok' in page)
}

function cursorAt(offset: number): string {
  return Buffer.from(`next:${offset}`).toString('base64')
}

function offsetOf(cursor: string): number | undefined {
  const [, offset] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return offset === undefined ? undefined : Number(offset)
}
