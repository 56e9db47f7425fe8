import { counted, entriesText } from '../../core/kernel/counted.ts'
import type { Verification } from '../../core/kernel/audit/verify-chain.ts'
import { standardOutput } from '../terminal/terminal.ts'

type Whole = Extract<Verification, { readonly intact: true }>

/** What was verified, and what was not. */
export function wholeLines(found: Whole, keptMs: number | null): readonly string[] {
  const { entries, lastHash, keyed, seal, witnesses } = found
  const good = standardOutput().paint('Good:', 'good')
  return [
    `${good} ${entriesText(entries)}, the last hash is ${lastHash}.`,
    ...(seal === null
      ? []
      : [
          `It begins at entry ${seal.last.seq + 1}: entry ${seal.seq} seals ${entriesText(seal.count)}, ${seal.first.seq} to ${seal.last.seq}, that were removed${keptMs === null ? ', though retention.audit is not set' : ''}.`,
        ]),
    ...(keyed.from === null ? [] : [keyedLine(found)]),
    ...(witnesses.agreed > 0
      ? [`It agrees with ${counted(witnesses.agreed, 'head')} kept outside of the store.`]
      : []),
    ...(witnesses.sealed > 0
      ? [`${counted(witnesses.sealed, 'head')} of sealed entries could not be compared.`]
      : []),
  ]
}

function keyedLine({ keyed: { from, checked, unchecked, comparedFrom } }: Whole): string {
  const before = from !== null && from > 1 ? `; those before have none and are held by the chain alone` : ''
  const compared =
    checked === 0
      ? 'none was compared: BUDGETEER_AUDIT_KEY is not set'
      : `${checked} compared with the key${unchecked > 0 ? `, from entry ${comparedFrom ?? 0} on, and ${unchecked} not: their keys are not at hand` : ''}`
  return `Entries from ${from} on have keyed hashes, ${compared}${before}.`
}
