import { LargeVector, type RawLabels, SampleVector } from './large-vector.ts'

/** A sample of the last answer. */
interface Entry<Key> {
  /** JSON of its labels. */
  readonly text: string
  readonly key: Key | undefined
  /** Its place in that answer. */
  at: number
}

/** As servers write a sample; what is written in another way is parsed like any JSON. */
const METRIC = '{"metric":'
const VALUE = ',"value":['
const END = '"]}'

/**
 * The samples of one query that is asked again and again. From poll to poll the values change and the labels do not: they are
 * parsed once, and compared as text with those of the answer before, which takes a fraction of the time. A text of labels
 * takes some 250 bytes.
 */
export class RememberedSamples<Key> {
  readonly #keyOf: (labels: RawLabels) => Key | undefined
  /** In the order of the last answer. */
  #order: readonly Entry<Key>[] = []
  #byText = new Map<string, Entry<Key>>()

  /** @param keyOf what is wanted of the labels; undefined for a sample that is not looked for */
  constructor(keyOf: (labels: RawLabels) => Key | undefined) {
    this.#keyOf = keyOf
  }

  /** Goes through an answer to the query. False when the data is no vector. */
  each(data: unknown, visit: (key: Key, value: number) => void): boolean {
    if (!(data instanceof SampleVector)) return false
    const parse = (labels: RawLabels, value: number): void => {
      const key = this.#keyOf(labels)
      if (key !== undefined) visit(key, value)
    }
    if (!(data instanceof LargeVector)) return data.each(parse)
    const strange = this.#walk(data.list, visit)
    return strange === null || data.each(parse, strange)
  }

  /** Null at the end; else where a sample begins that is written in another way. */
  #walk(list: string, visit: (key: Key, value: number) => void): number | null {
    const end = list.length - 1
    const seen: Entry<Key>[] = []
    let isOther = false
    let strange: number | null = null
    let expected = 0
    for (let start = 1; start < end;) {
      const from = start + METRIC.length
      let entry = this.#order[expected]
      if (entry === undefined || !isAt(list, from, entry.text)) {
        isOther = true
        entry = this.#lookUp(list, start)
      }
      const value = entry && valueAt(list, from + entry.text.length)
      if (entry === undefined || value === undefined) {
        strange = start
        break
      }
      expected = entry.at + 1
      entry.at = seen.push(entry) - 1
      if (entry.key !== undefined) visit(entry.key, value.value)
      start = value.end + 1
    }
    if (isOther || seen.length !== this.#order.length) this.#remember(seen)
    return strange
  }

  /** The sample that begins there, known or new; undefined where it is written in another way. */
  #lookUp(list: string, start: number): Entry<Key> | undefined {
    if (!isAt(list, start, METRIC)) return undefined
    const from = start + METRIC.length
    // In a label's text the quote would be escaped.
    const to = list.indexOf(`}${VALUE}`, from) + 1
    const text = list.slice(from, to)
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const labels = to === 0 ? undefined : parsedLabels(text)
    if (labels === undefined) return undefined
    // A slice would keep the whole answer in memory.
    const own = Buffer.from(text).toString()
    return { text: own, key: this.#keyOf(labels), at: this.#order.length }
  }

  #remember(seen: readonly Entry<Key>[]): void {
    this.#order = seen
    this.#byText = new Map(seen.map((entry) => [entry.text, entry]))
  }
}

/** Comparing slices is many times faster than `startsWith`. */
const isAt = (list: string, at: number, text: string): boolean => list.slice(at, at + text.length) === text

/** The value of a sample behind its labels, and where the sample ends. */
function valueAt(list: string, at: number): { readonly value: number; readonly end: number } | undefined {
  if (!isAt(list, at, VALUE)) return undefined
  const from = list.indexOf(',"', at + VALUE.length) + 2
  const to = list.indexOf(END, from)
  const end = to + END.length
  const follows = list[end]
  if (from === 1 || to === -1 || (follows !== ',' && follows !== ']')) return undefined
  return { value: Number(list.slice(from, to)), end }
}

function parsedLabels(text: string): RawLabels | undefined {
  try {
    return JSON.parse(text) as RawLabels
  } catch {
    return undefined
  }
}
