import type { AuditHead, NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { type AuditKey, auditKey } from '../../src/core/kernel/audit/audit-key.ts'
import { chained, FIRST_HASH, hashOf } from '../../src/core/kernel/audit/chain.ts'
import { SHORTEST_AUDIT_RETENTION_MS, sealData } from '../../src/core/kernel/audit/seal.ts'
import type { StoredEntry } from '../../src/core/kernel/audit/stored-entry.ts'

/** What somebody holds who can write to the store: its rows, by SQL, and our source. */
export interface Attacker {
  readonly rows: () => Promise<readonly StoredEntry[]>
  readonly sql: (statement: string) => Promise<void>
  /** In place of the whole log. */
  readonly replace: (rows: readonly StoredEntry[]) => Promise<void>
  /** The log of another installation. */
  readonly stranger: readonly StoredEntry[]
  /** The bot's own key, for whoever stole it; null where it has none. */
  readonly stolenKey: AuditKey | null
}

/** How the log is protected beside its chain. */
export type Protection = 'none' | 'anchors' | 'key'

export interface Manipulation {
  readonly name: string
  readonly act: (attacker: Attacker) => Promise<void>
  /** What is named, by protection; null where nothing is. */
  readonly named: Readonly<Record<Protection, RegExp | null>>
  /** What a running bot names, which saw the log before; left out where it is the same as at rest. */
  readonly running?: RegExp
}

/** The log that is attacked has so many entries; 5 are sealed away, so it begins at 6. */
export const LENGTH = 40

/** The time of its newest entries, long enough after the first for these to be removed. */
export const NOW = 2 * SHORTEST_AUDIT_RETENTION_MS

const another = /^entry 40 is not the one that this bot saw: the log was written anew$/
const cutTo = (seq: number): RegExp =>
  new RegExp(`^the log ends at entry ${seq}, and this bot saw entry 40: its end was cut off$`)

const always = (named: RegExp): Manipulation['named'] => ({ none: named, anchors: named, key: named })
const byAnchors = (named: RegExp): Manipulation['named'] => ({ none: null, anchors: named, key: null })

const changed = /^entry 20 was changed after it was written$/
const edited = (name: string, statement: string, named = changed): Manipulation => ({
  name,
  act: ({ sql }) => sql(`update audit set ${statement} where seq = 20`),
  named: always(named),
})

export const rehashed = (
  rows: readonly StoredEntry[],
  from: number,
  change: (row: StoredEntry) => StoredEntry,
  key: AuditKey | null = null,
): StoredEntry[] => {
  const kept = rows.filter(({ seq }) => seq < from)
  let last: AuditHead = kept.at(-1) ?? { seq: from - 1, hash: FIRST_HASH }
  const made = rows
    .filter(({ seq }) => seq >= from)
    .map((row): StoredEntry => {
      const next = { ...change(row), seq: last.seq + 1, previousHash: last.hash }
      const hash = hashOf(next)
      last = { seq: next.seq, hash }
      return { ...next, hash, mac: key === null ? row.mac : key.mac(last) }
    })
  return [...kept, ...made]
}

const asMallory = (row: StoredEntry): StoredEntry => (row.seq === 20 ? { ...row, actor: 'U0MALLORY' } : row)

const anotherThan = /^entry 20 is not the one that the anchor of entry 20 saw/
const notTheBots = /^entry \d+ has a keyed hash that the bot did not make$/

const override = (request: string): NewAuditEntry => ({
  at: NOW + 50,
  kind: 'override',
  actor: 'U0VP',
  service: 'checkout',
  data: { request },
})

const underKey = ({ id }: AuditKey): NewAuditEntry => ({
  at: NOW + 50,
  kind: 'audit_key',
  actor: 'budgeteer',
  service: '*',
  data: { key: id },
})

export const MANIPULATIONS: readonly Manipulation[] = [
  {
    name: 'the end was cut off',
    running: cutTo(35),
    act: ({ sql }) => sql('delete from audit where seq > 35'),
    named: byAnchors(/^the log ends at entry 35, and the anchor of entry 40 saw entry 40/),
  },
  {
    name: 'the last entry was deleted',
    running: cutTo(39),
    act: ({ sql }) => sql('delete from audit where seq = 40'),
    named: byAnchors(/^the log ends at entry 39, and the anchor of entry 40 saw entry 40/),
  },
  {
    name: 'the start was cut off, further than the seal says',
    act: ({ sql }) => sql('delete from audit where seq < 11'),
    named: always(/^entries 6 to 10 are missing$/),
  },
  {
    name: 'the middle was cut out',
    act: ({ sql }) => sql('delete from audit where seq between 15 and 25'),
    named: always(/^entries 15 to 25 are missing$/),
  },
  {
    name: 'one entry was deleted',
    act: ({ sql }) => sql('delete from audit where seq = 20'),
    named: always(/^entry 20 is missing$/),
  },
  edited('the time of an entry was edited', 'at = at + 1'),
  edited('the kind of an entry was edited', "kind = 'rejection'"),
  edited('the actor of an entry was edited', "actor = 'U0MALLORY'"),
  edited('the service of an entry was edited', "service = 'search'"),
  edited('a value in the data was edited', `data = replace(data, '20', '21')`),
  edited('white space was put into the data', `data = replace(data, ':', ': ')`),
  edited('a key was put into the data twice', `data = replace(data, '{', '{"request":"r-1",')`),
  edited(
    'an entry was filed under another record',
    `about = 'r-1'`,
    /^entry 20 is filed under another record than its own$/,
  ),
  edited('an entry was hidden from its record', 'about = null', /^entry 20 is filed under another record/),
  edited('the hash of an entry was edited', `hash = '${'f'.repeat(64)}'`),
  edited(
    'the link of an entry was edited',
    `previous_hash = '${'f'.repeat(64)}'`,
    /^entry 20 does not continue entry 19$/,
  ),
  {
    name: 'two entries were swapped',
    act: async ({ sql }) => {
      await sql('update audit set seq = -1 where seq = 20')
      await sql('update audit set seq = 20 where seq = 25')
      await sql('update audit set seq = 25 where seq = -1')
    },
    named: always(/^entry 20 does not continue entry 19$/),
  },
  {
    name: 'the order of the entries was turned round',
    running: another,
    act: async ({ rows, replace }) => {
      const before = await rows()
      await replace(before.map((row, index) => ({ ...(before.at(-1 - index) ?? row), seq: row.seq })))
    },
    named: always(/^entry 6 does not continue entry 5$/),
  },
  {
    name: 'an entry was copied to the end',
    act: async ({ rows, replace }) => {
      const before = await rows()
      await replace([...before, ...before.slice(-1).map((row) => ({ ...row, seq: LENGTH + 1 }))])
    },
    named: always(/^entry 41 does not continue entry 40$/),
  },
  {
    name: 'an entry was made up and appended with a right hash',
    act: async ({ rows, replace }) => {
      const before = await rows()
      await replace([
        ...before,
        ...chained(before.at(-1) ?? null, [
          { at: 50, kind: 'override', actor: 'U0VP', service: 'checkout', data: { request: 'r-9' } },
        ]),
      ])
    },
    named: { none: null, anchors: null, key: /^entry 41 has no keyed hash, though the log is signed$/ },
  },
  {
    name: 'an entry was put into the middle, and all after it hashed again',
    running: another,
    act: async ({ rows, replace }) => {
      const before = await rows()
      const more = before.flatMap((row) => (row.seq === 20 ? [row, row] : [row]))
      await replace(
        rehashed(
          more.map((row, index) => ({ ...row, seq: index + 6 })),
          20,
          asMallory,
        ),
      )
    },
    named: { none: null, anchors: anotherThan, key: notTheBots },
  },
  {
    name: 'an entry was edited, and all from it on hashed again',
    running: another,
    act: async ({ rows, replace }) => replace(rehashed(await rows(), 20, asMallory)),
    named: { none: null, anchors: anotherThan, key: notTheBots },
  },
  {
    name: 'an entry was edited, and the log hashed again from its start',
    running: cutTo(34),
    act: async ({ rows, replace }) => {
      const unsealed = (await rows()).filter(({ kind }) => kind !== 'audit_sealed')
      await replace(
        rehashed(
          unsealed.map((row, index) => ({ ...row, seq: index + 1 })),
          1,
          asMallory,
        ),
      )
    },
    named: {
      none: null,
      anchors: /^entry 10 is not the one that the anchor of entry 10 saw/,
      key: /^entry 1 has a keyed hash, and no key was in use$/,
    },
  },
  {
    name: 'the log was hashed again from its start, without the key',
    running: cutTo(34),
    act: async ({ rows, replace }) => {
      const unsigned = (await rows())
        .filter(({ kind }) => kind !== 'audit_sealed' && kind !== 'audit_key')
        .map((row, index) => ({ ...row, seq: index + 1, mac: null }))
      await replace(rehashed(unsigned, 1, asMallory))
    },
    named: {
      none: null,
      anchors: /^entry 10 is not the one that the anchor of entry 10 saw/,
      key: /^no entry has a keyed hash: the log was written anew without the key/,
    },
  },
  {
    name: 'the log was replaced by an older copy of itself',
    running: cutTo(36),
    act: async ({ rows, replace }) => replace((await rows()).filter(({ seq }) => seq <= 36)),
    named: byAnchors(/^the log ends at entry 36, and the anchor of entry 40 saw entry 40/),
  },
  {
    name: 'the log was replaced by that of another installation',
    running: another,
    act: ({ replace, stranger }) => replace(stranger),
    named: {
      none: null,
      anchors: /^entry 10 is not the one that the anchor of entry 10 saw/,
      key: /^its last entries were signed with another key/,
    },
  },
  {
    name: 'the log was emptied',
    running: /^the log is empty, and this bot saw entry 40: it was emptied$/,
    act: ({ sql }) => sql('delete from audit'),
    named: {
      none: null,
      anchors: /^the log ends at entry 0, and the anchor of entry 10 saw entry 10/,
      key: /^the log is empty/,
    },
  },
  {
    name: 'the seal was edited, so that it covers more',
    act: async ({ sql }) => {
      await sql(`update audit set data = replace(data, '"seq":5', '"seq":6') where kind = 'audit_sealed'`)
      await sql('delete from audit where seq = 6')
    },
    named: always(/^entry 7 does not continue entry 6$/),
  },
  {
    name: 'the seal was deleted',
    act: ({ sql }) => sql("delete from audit where kind = 'audit_sealed'"),
    named: always(/^entries 1 to 5 are missing$/),
  },
  {
    name: 'entries were removed under a seal that was made up',
    act: async ({ rows, replace }) => {
      const before = await rows()
      const [first, last] = [before[0], before.find(({ seq }) => seq === 20)]
      const at = 2 * SHORTEST_AUDIT_RETENTION_MS
      if (first === undefined || last === undefined) throw new Error('a log of forty')
      const data = sealData({
        count: 15,
        first,
        last,
        digest: 'f'.repeat(64),
        olderThan: SHORTEST_AUDIT_RETENTION_MS,
        key: first.mac === null ? null : auditKey('no matter').id,
      })
      const seal = { at, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data } as const
      await replace([...before.filter(({ seq }) => seq > 20), ...chained(before.at(-1) ?? null, [seal])])
    },
    named: { none: null, anchors: null, key: /^entry 41 has no keyed hash/ },
  },
  {
    name: 'fresh entries were removed under a seal that was made up',
    act: async ({ rows, replace }) => {
      const before = await rows()
      const [first, last] = [before[0], before.find(({ seq }) => seq === 20)]
      if (first === undefined || last === undefined) throw new Error('a log of forty')
      const data = sealData({ count: 15, first, last, digest: 'f'.repeat(64), olderThan: 60, key: null })
      const seal = { at: 70, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data } as const
      await replace([
        ...before.filter(({ seq }) => seq > 20),
        ...chained(before.at(-1) ?? null, [seal]).map((row) => ({ ...row, mac: last.mac })),
      ])
    },
    named: {
      ...always(/^entry 41 is a seal over entries that the bot would not have removed yet$/),
      key: /^entry \d+ (is a seal over entries that|has a keyed hash)/,
    },
  },
  {
    name: 'the keyed hashes were taken off',
    act: ({ sql }) => sql('update audit set mac = null where seq >= 20'),
    named: { none: null, anchors: null, key: /^entry 20 has no keyed hash, though the log is signed$/ },
  },
  {
    name: 'a keyed hash was edited',
    act: ({ sql }) => sql(`update audit set mac = '${'f'.repeat(64)}' where seq = 20`),
    named: {
      none: /^entry 20 has a keyed hash, and no key was in use$/,
      anchors: /^entry 20 has a keyed hash, and no key was in use$/,
      key: /^entry 20 has a keyed hash that the bot did not make$/,
    },
  },
  {
    name: 'the column of keyed hashes was dropped',
    act: ({ sql }) => sql('alter table audit drop column mac'),
    named: always(/mac/),
  },
  {
    name: 'the log was written anew and signed with another key',
    running: cutTo(35),
    act: async ({ rows, replace }) => {
      const own = auditKey('a key that somebody else has made')
      const begin = {
        at: 1,
        kind: 'audit_key',
        actor: 'budgeteer',
        service: '*',
        data: { key: own.id },
      } as const
      const rest = (await rows()).filter(({ kind }) => kind !== 'audit_sealed' && kind !== 'audit_key')
      const all = [...chained(null, [begin], own), ...rest]
      await replace(
        rehashed(
          all.map((row, index) => ({ ...row, seq: index + 1 })),
          1,
          asMallory,
          own,
        ),
      )
    },
    named: {
      none: null,
      anchors: /^entry 10 is not the one that the anchor of entry 10 saw/,
      key: /^its last entries were signed with another key/,
    },
  },
  {
    name: 'the log was written anew with the key itself, which was stolen',
    running: another,
    act: async ({ rows, replace, stolenKey }) => replace(rehashed(await rows(), 20, asMallory, stolenKey)),
    named: byAnchors(anotherThan),
  },
  {
    name: 'the log was replaced by an older copy of itself, which the bot went on with',
    running: another,
    act: async ({ rows, replace, stolenKey }) => {
      const before = (await rows()).filter(({ seq }) => seq <= 36)
      const more = Array.from({ length: 9 }, () => override('r-1'))
      await replace([...before, ...chained(before.at(-1) ?? null, more, stolenKey)])
    },
    named: byAnchors(/^entry 40 is not the one that the anchor of entry 40 saw/),
  },
  {
    name: 'the log was replaced by that of another installation that has the same key',
    running: another,
    act: async ({ replace, stolenKey }) => {
      const own = Array.from({ length: LENGTH }, () => override('r-1'))
      await replace(chained(null, [...(stolenKey === null ? [] : [underKey(stolenKey)]), ...own], stolenKey))
    },
    named: byAnchors(/^entry 10 is not the one that the anchor of entry 10 saw/),
  },
  {
    name: 'a fresh click was removed under a seal that was made up to look due',
    act: async ({ rows, replace }) => {
      const before = await rows()
      const [first, last] = [before[0], before.find(({ seq }) => seq === 36)]
      if (first === undefined || last === undefined) throw new Error('a log of forty')
      const olderThan = NOW
      const at = NOW + SHORTEST_AUDIT_RETENTION_MS
      const data = sealData({ count: 31, first, last, digest: 'f'.repeat(64), olderThan, key: null })
      const seal = { at, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data } as const
      await replace([...before.filter(({ seq }) => seq > 36), ...chained(before.at(-1) ?? null, [seal])])
    },
    named: {
      none: null,
      anchors: /^entry 41 seals entries of before .* and the anchor of entry 35 saw one of them, entry 36/,
      key: /^entry \d+ has (no|a) keyed hash/,
    },
  },
  {
    name: 'the log was put under another key, and the bot went back to its own',
    act: async ({ rows, replace, stolenKey }) => {
      const before = await rows()
      const own = auditKey('a key that somebody else has made')
      const forged = chained(before.at(-1) ?? null, [underKey(own), override('r-9')], own)
      // As the bot does at its next start.
      const after = stolenKey === null ? [] : chained(forged.at(-1) ?? null, [underKey(stolenKey)], stolenKey)
      await replace([...before, ...forged, ...after])
    },
    named: {
      none: null,
      anchors: null,
      key: /^entry 41 puts the log under the key [0-9a-f]{12}, which is not at hand/,
    },
  },
  {
    name: 'the key was taken from the log, and the bot went back to it',
    act: async ({ rows, replace, stolenKey }) => {
      const before = await rows()
      const none = { ...underKey(auditKey('no matter')), data: { key: null } }
      const forged = chained(before.at(-1) ?? null, [none, override('r-9')])
      const after = stolenKey === null ? [] : chained(forged.at(-1) ?? null, [underKey(stolenKey)], stolenKey)
      await replace([...before, ...forged, ...after])
    },
    named: always(/^entry 41 names no key, as the bot never writes it$/),
  },
]
