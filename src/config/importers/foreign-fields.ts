import { found } from '../reading/found.ts'
import type { Place } from '../reading/yaml-file.ts'
import type { Findings, Outcome } from './findings.ts'
import { type ForeignObject, isMapping, type Mapping } from './foreign-document.ts'

/**
 * A mapping of a foreign file, read key by key. A value of the wrong kind is refused where it stands; `unread` names the
 * keys that were not read, so that none is lost silently.
 */
export class ForeignFields {
  readonly place: Place
  readonly #data: Mapping
  readonly #findings: Findings
  readonly #refusal: 'refused' | 'doubtful'
  readonly #asked: Set<string>

  constructor(
    { place, data }: ForeignObject,
    findings: Findings,
    refusal: 'refused' | 'doubtful' = 'refused',
    asked = new Set<string>(),
  ) {
    this.place = place
    this.#data = data
    this.#findings = findings
    this.#refusal = refusal
    this.#asked = asked
  }

  /** The same mapping for what changes no figure: where its values are wrong they are left out with a remark, and refuse nothing. */
  get lenient(): ForeignFields {
    return new ForeignFields({ place: this.place, data: this.#data }, this.#findings, 'doubtful', this.#asked)
  }

  /** A key with nothing behind it, or an empty text, counts as absent. */
  has(key: string): boolean {
    return this.#value(key) !== undefined
  }

  keys(): readonly string[] {
    return Object.keys(this.#data)
  }

  at(key: string): Place {
    return this.place.at(key)
  }

  text(key: string): string | undefined {
    const value = this.#value(key)
    if (value === undefined) return undefined
    if (typeof value === 'string') return value.trim()
    if (typeof value === 'number' || typeof value === 'boolean') return this.at(key).text
    return this.#mismatch(key, 'a text')
  }

  required(key: string): string | undefined {
    this.#need(key, 'a text')
    return this.text(key)
  }

  /** A decimal number as it is written, in digits or as a text of digits; `0.9995` keeps them all. `needed`: what is allowed. */
  decimal(key: string, needed?: string): string | undefined {
    if (needed !== undefined) this.#need(key, needed)
    const value = this.#value(key)
    if (value === undefined) return undefined
    const text = typeof value === 'number' ? this.at(key).text : value
    const digits = typeof text === 'string' ? inDigits(text.trim()) : undefined
    return digits ?? this.#mismatch(key, 'a number in decimal digits')
  }

  flag(key: string): boolean | undefined {
    const value = this.#value(key)
    if (value === undefined || typeof value === 'boolean') return value
    // YAML 1.1, which the three tools read, has more words for the two.
    const word = typeof value === 'string' ? value.toLowerCase() : ''
    if (['true', 'yes', 'on'].includes(word)) return true
    if (['false', 'no', 'off'].includes(word)) return false
    return this.#mismatch(key, 'true or false')
  }

  mapping(key: string): ForeignFields | undefined {
    const value = this.#value(key)
    if (value === undefined) return undefined
    if (!isMapping(value)) return this.#mismatch(key, 'a mapping')
    return this.#below(this.at(key), value)
  }

  /** Undefined, and refused, when there is none. */
  needed(key: string, allowed = 'a mapping'): ForeignFields | undefined {
    this.#need(key, allowed)
    return this.mapping(key)
  }

  /**
   * Undefined when there is none; a mapping stands for a list of one. Items that are no mappings are refused; with `named`, a
   * text stands for a mapping that has it under that key.
   */
  list(key: string, named?: string): readonly ForeignFields[] | undefined {
    const value = this.#value(key)
    if (value === undefined) return undefined
    if (isMapping(value)) return [this.#below(this.at(key), value)]
    if (!Array.isArray(value)) return this.#mismatch(key, 'a list')
    return value.flatMap((item: unknown, index) => {
      const place = this.at(key).at(index)
      if (isMapping(item)) return [this.#below(place, item)]
      if (named !== undefined && typeof item === 'string') return [this.#below(place, { [named]: item })]
      this.#findings.add(
        this.#refusal,
        place,
        this.#refused(`found ${found(item, index)}; allowed: a mapping`),
      )
      return []
    })
  }

  /** Undefined, and refused, when there is nothing in it. */
  items(key: string, what: string): readonly ForeignFields[] | undefined {
    const value = this.#value(key)
    if (value === undefined) this.refuse(key, `missing; allowed: a list of ${what}s`)
    const isEmpty = Array.isArray(value) && value.length === 0
    if (isEmpty) this.refuse(key, `an empty list; allowed: at least one ${what}`)
    return isEmpty ? undefined : this.list(key)
  }

  carry(key: string, ours: string): void {
    this.say('carried', key, ours)
  }

  /** Nothing is read where something is refused. */
  refuse(key: string, reason: string): undefined {
    this.say(this.#refusal, key, this.#refused(reason))
  }

  /** The mapping as a whole is refused. */
  refuseAll(reason: string): undefined {
    this.sayOfAll(this.#refusal, this.#refused(reason))
  }

  /** How many refusals there are by now, of any mapping. */
  get refusals(): number {
    return this.#findings.refusals
  }

  sayOfAll(outcome: Outcome, message: string): void {
    this.#findings.add(outcome, this.place, message)
  }

  say(outcome: Outcome, key: string, message: string): void {
    this.#asked.add(key)
    this.#findings.add(outcome, this.at(key), message)
  }

  /** Reports which of these keys are present as not carried, and why. */
  leave(keys: readonly string[], reason: string): void {
    for (const key of keys) if (this.has(key)) this.say('not-carried', key, reason)
  }

  /** Reports every key that was not read as not carried; as doubtful where it may change what is measured. */
  unread(format: string, outcome: 'not-carried' | 'doubtful' = 'not-carried'): void {
    const measures = outcome === 'doubtful' ? '; not carried: does it change what is measured?' : ''
    for (const key of Object.keys(this.#data))
      if (!this.#asked.has(key))
        this.say(outcome, key, `no field of ${format} that Budgeteer knows${measures}`)
  }

  #below(place: Place, data: Mapping): ForeignFields {
    return new ForeignFields({ place, data }, this.#findings, this.#refusal)
  }

  #refused(reason: string): string {
    return this.#refusal === 'refused' ? reason : `not carried: ${reason}`
  }

  #need(key: string, allowed: string): void {
    if (!this.has(key)) this.refuse(key, `missing; allowed: ${allowed}`)
  }

  #value(key: string): unknown {
    this.#asked.add(key)
    const value = Object.hasOwn(this.#data, key) ? this.#data[key] : undefined
    return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value
  }

  #mismatch(key: string, allowed: string): undefined {
    return this.refuse(key, `found ${found(this.#data[key], key)}; allowed: ${allowed}`)
  }
}

/** A decimal number in digits alone: `.5` as 0.5, `99.` as 99, `1e3` as 1000. Undefined for anything else. */
function inDigits(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(e[+-]?\d+)?$/i.exec(text)
  const [, sign = '', whole = '', part = '', power] = match ?? []
  if (whole + part === '') return undefined
  const plain = `${sign}${whole === '' ? '0' : whole}${part === '' ? '' : `.${part}`}`
  if (power === undefined) return plain
  const written = String(Number(plain + power))
  return written.includes('e') || written.includes('Infinity') ? undefined : written
}
