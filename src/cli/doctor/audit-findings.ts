import type { AuditKeys } from '../../core/kernel/audit/audit-key.ts'
import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import { verifyRecord } from '../../core/kernel/audit/verify-record.ts'
import { entriesText } from '../../core/kernel/counted.ts'
import { durationInWords, HOUR_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Store } from '../../adapters/store/store.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import type { AnchorSettings, AuditSettings } from '../../config/settings/audit-reader.ts'
import { type Finding, good, messageOf, problem, remedyOf, warning } from './finding.ts'

const CHAIN_MS = 10 * SECOND_MS

/** Whether the audit log is whole, what protects it, and what that does not cover. */
export async function auditFindings(
  store: Pick<Store, 'auditChain'>,
  settings: AuditSettings,
  keys: AuditKeys,
): Promise<readonly Finding[]> {
  try {
    return [
      await chainFinding(store, settings, keys),
      await protectionFinding(store, settings, keys),
      ...(await lateAnchor(store, settings.anchors)),
    ]
  } catch (error) {
    const todo = remedyOf(error) ?? 'go on from a backup'
    return [problem('store', `the audit log cannot be read: ${messageOf(error)}`, todo)]
  }
}

async function chainFinding(
  { auditChain }: Pick<Store, 'auditChain'>,
  { keyedFrom }: AuditSettings,
  keys: AuditKeys,
): Promise<Finding> {
  const until = performance.now() + CHAIN_MS
  const reading = { isWhole: true }
  async function* some(entries: AsyncIterable<StoredEntry>): AsyncIterable<StoredEntry> {
    for await (const entry of entries) {
      reading.isWhole = performance.now() < until
      if (!reading.isWhole) return
      yield entry
    }
  }
  const head = await auditChain.head()
  // Before a bot has run with the key, nothing is signed.
  const against = head === null ? {} : { keys, keyedFrom }
  const found = await verifyRecord(auditChain, against, some)
  if (!reading.isWhole) {
    const text = 'the audit log is long, and was not read to its end'
    return warning('store', text, '`budgeteer audit verify` reads all of it')
  }
  if (found.intact) return good('store', `the audit log is intact, ${entriesText(found.entries)}`)
  const todo = 'keep this file, find out who changed it, and go on from a backup; docs/audit.md tells more'
  return problem('store', `the audit log is broken: ${found.problem}`, todo)
}

async function protectionFinding(
  { auditChain }: Pick<Store, 'auditChain'>,
  { anchors }: AuditSettings,
  { current }: AuditKeys,
): Promise<Finding> {
  const begun = await auditChain.newest('audit_key')
  const signed =
    current === null
      ? null
      : `signed with the key ${current.id}${begun === null ? ' from the next start on' : ''}`
  const anchored =
    anchors === null ? null : `anchored in ${placesOf(anchors)}, ${await lastAnchor(auditChain)}`
  if (signed !== null && anchored !== null)
    return good(
      'store',
      `the audit log is ${signed}, and ${anchored}; not covered: whoever holds the store, the key and every anchor`,
    )
  if (signed !== null)
    return good(
      'store',
      `the audit log is ${signed}; not covered without audit.anchors: that its end is cut off while the bot does not run`,
    )
  if (anchored !== null)
    return good(
      'store',
      `the audit log is ${anchored}; not covered without BUDGETEER_AUDIT_KEY: what is written anew or appended after the last anchor`,
    )
  return good(
    'store',
    'the audit log is held by its chain alone; not covered without BUDGETEER_AUDIT_KEY and audit.anchors: that its end is cut off, or that all of it is written anew',
  )
}

const placesOf = ({ file, slack, webhook }: AnchorSettings): string =>
  [file, slack, webhook === null ? null : `the webhook ${webhook}`].filter((one) => one !== null).join(', ')

async function lastAnchor(chain: Store['auditChain']): Promise<string> {
  const last = await chain.newest('audit_anchor')
  if (last === null) return 'not yet once'
  return `last ${durationInWords(Math.max(0, systemClock.now() - last.at))} ago`
}

/** One that should have been made. */
async function lateAnchor(
  { auditChain }: Pick<Store, 'auditChain'>,
  anchors: AnchorSettings | null,
): Promise<readonly Finding[]> {
  const [last, head] = [await auditChain.newest('audit_anchor'), await auditChain.head()]
  if (anchors === null || last === null || head === null || head.seq === last.seq) return []
  const ageMs = systemClock.now() - last.at
  if (ageMs < 3 * Math.max(anchors.everyMs, HOUR_MS)) return []
  const text = `the last anchor of the audit log is ${durationInWords(ageMs)} old, though one is due every ${durationInWords(anchors.everyMs)}`
  return [warning('store', text, 'see whether the bot runs')]
}
