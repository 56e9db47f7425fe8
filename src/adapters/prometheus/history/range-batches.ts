import { alikeTogether } from './alike-together.ts'
import { joined, type RangeBatch } from './range-batch.ts'

/** `or` compares every member with all before it at each time, which soon costs the server more than further queries do. */
const MOST_MEMBERS = 16
const MOST_SAMPLES_OF_BATCH = 500

/** Shares texts out over few and cheap queries over a range of so many times, at least `width` where there is enough. */
export type RangeBatches = (texts: readonly string[], count: number, width: number) => readonly RangeBatch[]

export function rangeBatches(): RangeBatches {
  const alike = alikeTogether()
  return (texts, count, width) => {
    const most = Math.max(1, Math.min(MOST_MEMBERS, Math.floor(MOST_SAMPLES_OF_BATCH / count)))
    const together = alike(texts, count)
    const taken = new Set(together.flatMap((batch) => batch.texts))
    const rest = texts.filter((text) => !taken.has(text))
    const size = Math.max(1, Math.min(most, Math.ceil(rest.length / width)))
    const shared = Array.from({ length: Math.ceil(rest.length / size) }, (_, index) =>
      joined(rest.slice(index * size, (index + 1) * size)),
    )
    return [...together, ...shared]
  }
}
