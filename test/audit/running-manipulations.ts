import { chained } from '../../src/core/kernel/audit/chain.ts'
import type { NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import type { StoredEntry } from '../../src/core/kernel/audit/stored-entry.ts'
import { rehashed } from './manipulations.ts'

/** Somebody who has the file, beside the bot that has it open. */
export interface FileAttacker {
  readonly sql: (statement: string) => void
  readonly rows: () => readonly StoredEntry[]
  readonly replace: (rows: readonly StoredEntry[]) => void
}

export const anApproval = (at: number): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor: 'U0OMAR',
  service: 'checkout',
  data: { request: `r-${at}` },
})

/** What is tried under a running bot, whose log has thirty entries and no seal. */
export const UNDER_A_RUNNING_BOT: readonly {
  readonly name: string
  readonly act: (attacker: FileAttacker) => void
  readonly named: RegExp
  /** Left out: it is caught with and without a key. */
  readonly needsKey?: true
}[] = [
  {
    name: 'the end was cut off',
    act: ({ sql }) => sql('delete from audit where seq > 25'),
    named: /^the log ends at entry 25, and this bot saw entry 30: its end was cut off$/,
  },
  {
    name: 'the last entry was deleted',
    act: ({ sql }) => sql('delete from audit where seq = 30'),
    named: /^the log ends at entry 29, and this bot saw entry 30/,
  },
  {
    name: 'the log was emptied',
    act: ({ sql }) => sql('delete from audit'),
    named: /^the log is empty, and this bot saw entry 30: it was emptied$/,
  },
  {
    name: 'the start was cut off, further than the seal says',
    act: ({ sql }) => sql('delete from audit where seq < 6'),
    named: /^entries 1 to 5 are missing$/,
  },
  {
    name: 'the middle was cut out',
    act: ({ sql }) => sql('delete from audit where seq between 10 and 20'),
    named: /^entries 10 to 20 are missing$/,
  },
  {
    name: 'the actor of an entry was edited',
    act: ({ sql }) => sql("update audit set actor = 'U0MALLORY' where seq = 12"),
    named: /^entry 12 was changed after it was written$/,
  },
  {
    name: 'white space was put into the data',
    act: ({ sql }) => sql(`update audit set data = replace(data, ':', ': ') where seq = 12`),
    named: /^entry 12 was changed after it was written$/,
  },
  {
    name: 'an entry was hidden from its record',
    act: ({ sql }) => sql('update audit set about = null where seq = 12'),
    named: /^entry 12 is filed under another record than its own$/,
  },
  {
    name: 'an entry was edited, and all from it on hashed again',
    act: ({ rows, replace }) =>
      replace(rehashed(rows(), 12, (row) => (row.seq === 12 ? { ...row, actor: 'U0MALLORY' } : row))),
    named: /^entry 30 is not the one that this bot saw: the log was written anew$/,
  },
  {
    name: 'an entry was edited, and the log hashed again from its start',
    act: ({ rows, replace }) => {
      const before = rehashed(rows(), 1, (row) => (row.seq === 2 ? { ...row, actor: 'U0MALLORY' } : row))
      replace([...before, ...chained(before.at(-1) ?? null, [anApproval(31), anApproval(32)])])
    },
    named: /^entry 30 is not the one that this bot saw/,
  },
  {
    name: 'an entry was copied to the end',
    act: ({ rows, replace }) =>
      replace([...rows(), ...chained({ seq: 30, hash: 'f'.repeat(64) }, [anApproval(31)])]),
    named: /^entry 31 does not continue entry 30$/,
  },
  {
    name: 'an entry was made up and appended with a right hash',
    act: ({ rows, replace }) => {
      const before = rows()
      replace([...before, ...chained(before.at(-1) ?? null, [anApproval(31)])])
    },
    named: /^entry 31 has no keyed hash, though the log is signed$/,
    needsKey: true,
  },
  {
    name: 'the keyed hashes were taken off',
    act: ({ sql }) => sql('update audit set mac = null'),
    named: /^entry 1 has no keyed hash/,
    needsKey: true,
  },
]
