import type { AnchorPlace } from './drop-anchor.ts'
import type { StoredEntry } from './stored-entry.ts'
import type { Witness } from './witness.ts'

/** A place outside of the store, read: what it keeps, and what in it is no anchor. */
export interface AnchorsKept {
  readonly place: Exclude<AnchorPlace, 'webhook'>
  /** What people call it: the file's name, the channel's. */
  readonly name: string
  readonly witnesses: readonly Witness[]
  /** `anchors.jsonl line 3`. */
  readonly unreadable: readonly string[]
}

/** The anchors that the log says it was given, collected while it is walked along. */
export class AnchorsGiven {
  readonly #given: { readonly seq: number; readonly at: number; readonly to: readonly unknown[] }[] = []
  #begins: number | null = null

  see({ kind, at, data }: StoredEntry): void {
    this.#begins ??= at
    if (kind !== 'audit_anchor') return
    try {
      const { seq, to } = JSON.parse(data) as { readonly seq?: unknown; readonly to?: unknown }
      if (typeof seq === 'number' && Array.isArray(to)) this.#given.push({ seq, at, to })
    } catch {
      // The chain names an entry that cannot be read.
    }
  }

  /**
   * No place keeps any, and the log has entries of before `since`: whoever asks for a comparison must not hear that all is well
   * because there is nothing to compare.
   */
  nothingKept(places: readonly AnchorsKept[], since: number): readonly string[] {
    const isYoung = this.#begins === null || this.#begins >= since
    const isAny = places.some(({ witnesses, unreadable }) => witnesses.length > 0 || unreadable.length > 0)
    if (places.length === 0 || isYoung || isAny || this.#given.some(({ at }) => at < since)) return []
    const names = places.map(({ name }) => name).join(' and ')
    return [`no anchor is kept in ${names}, and the log names none: none was made yet, or both were emptied`]
  }

  /** What a place should keep and does not. Anchors owed since `since` may still be on their way. */
  problems({ place, name, witnesses, unreadable }: AnchorsKept, since: number): readonly string[] {
    const kept = new Set(witnesses.map(({ seq }) => seq))
    const gone = this.#given.filter(({ seq, at, to }) => at < since && to.includes(place) && !kept.has(seq))
    const [first] = gone
    const last = gone.at(-1)
    return [
      ...unreadable.map((where) => `${where} is no anchor: somebody wrote it, or cut it`),
      ...(first === undefined || last === undefined
        ? []
        : first === last
          ? [
              `${name} lacks the anchor of entry ${first.seq}, which the log says it was given: it was deleted there`,
            ]
          : [
              `${name} lacks ${gone.length} anchors, of entry ${first.seq} to entry ${last.seq}, which the log says it was given: they were deleted there`,
            ]),
    ]
  }
}
