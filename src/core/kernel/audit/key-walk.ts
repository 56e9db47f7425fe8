import type { AuditKeys } from './audit-key.ts'
import { keyIn } from './begin-key.ts'
import type { StoredEntry } from './stored-entry.ts'

/** What keyed hashes were found. */
export interface KeyFinding {
  /** The first entry that has one; null where none has. */
  readonly from: number | null
  /** The key that the last entry was signed with, by its name. */
  readonly key: string | null
  /** How many were compared with a key that is at hand. */
  readonly checked: number
  /** How many were signed with a key that is not. */
  readonly unchecked: number
  /** The first entry that was compared; null where none was. */
  readonly comparedFrom: number | null
}

/** Goes along a chain and looks at its keyed hashes. An entry of kind `audit_key` names the key that it and all after it have. */
export class KeyWalk {
  readonly #macs: ReadonlyMap<string, (entry: StoredEntry) => string>
  readonly #current: string | null
  #from: number | null = null
  #key: string | null
  #checked = 0
  #unchecked = 0
  /** The first entry that was compared. */
  #compared: number | null = null
  #isEmpty = true
  /** The key was in use before the first entry. */
  readonly #isOlder: boolean

  /** `key` signed the entry before the first, where the log does not begin at its beginning. */
  constructor({ current, old }: AuditKeys, key: string | null) {
    const atHand = [current, old].filter((one) => one !== null)
    this.#macs = new Map(atHand.map(({ id, mac }) => [id, mac]))
    this.#current = current?.id ?? null
    this.#key = key
    this.#isOlder = key !== null && (current === null || this.#macs.has(key))
  }

  /** What is wrong with an entry's keyed hash; null for nothing. */
  problem(entry: StoredEntry): string | null {
    this.#isEmpty = false
    const change = entry.kind === 'audit_key' ? this.#changeProblem(keyIn(entry.data)) : null
    if (change !== null) return change
    if (this.#key === null) return entry.mac === null ? null : 'has a keyed hash, and no key was in use'
    this.#from ??= entry.seq
    if (entry.mac === null) return 'has no keyed hash, though the log is signed'
    const mac = this.#macs.get(this.#key)
    if (mac === undefined) {
      this.#unchecked += 1
      return null
    }
    this.#checked += 1
    this.#compared ??= entry.seq
    return mac(entry) === entry.mac ? null : 'has a keyed hash that the bot did not make'
  }

  /**
   * An entry of kind `audit_key` may name whichever key: without this, whoever has none would put the log under their own, write
   * what they like, and leave it to the bot's next start to go back to its key.
   */
  #changeProblem(key: string | null): string | null {
    const before = this.#key
    this.#key = key
    if (key === null) return 'names no key, as the bot never writes it'
    if (before !== null && this.#macs.has(before) && !this.#macs.has(key))
      return `puts the log under the key ${key}, which is not at hand, after one that is: somebody else wrote it, or BUDGETEER_AUDIT_KEY_OLD is not the last key but one`
    return null
  }

  /** What is wrong with the log as a whole; null for nothing. `keyedFrom` is where the operator says that the key began. */
  problemAtEnd(keyedFrom: number | null): string | null {
    if (this.#current !== null && this.#isEmpty)
      return 'the log is empty, and a bot that signs puts its key on record as soon as it starts'
    if (this.#current !== null && (this.#key === null || !this.#macs.has(this.#key)))
      return this.#key === null
        ? 'no entry has a keyed hash: the log was written anew without the key, or the bot did not run since the key was set'
        : `its last entries were signed with another key (${this.#key}): set BUDGETEER_AUDIT_KEY_OLD to it, or somebody wrote them`
    // Without a key nobody can tell whose the keyed hashes are.
    const from = this.#current === null ? this.#from : this.#compared
    if (keyedFrom === null || this.#isOlder || from === null || from === keyedFrom) return null
    return `keyed hashes ${this.#current === null ? '' : 'of the keys at hand '}begin at entry ${from}, and audit.keyed_from says ${keyedFrom}: the log was written anew, or the setting is not that of ${this.#current === null ? 'this log' : 'the older of the two keys'}`
  }

  get finding(): KeyFinding {
    return {
      from: this.#from,
      key: this.#key,
      checked: this.#checked,
      unchecked: this.#unchecked,
      comparedFrom: this.#compared,
    }
  }
}
