import { entriesText } from '../../core/kernel/counted.ts'
import { existsSync, statSync } from 'node:fs'
import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import { verifyChain } from '../../core/kernel/audit/verify-chain.ts'
import { pushedSource } from '../../core/budgets/pushed-source.ts'
import { type Slo, sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { openStore } from '../../adapters/store/open-store.ts'
import { locationName, type StoreLocation } from '../../adapters/store/store-location.ts'
import type { Store } from '../../adapters/store/store.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { type Finding, good, messageOf, problem, remedyOf, warning } from './finding.ts'
import { sloFinding } from './slo-findings.ts'

const CHAIN_MS = 10 * SECOND_MS

/** The store opened, brought up to date, written to and read, and the SLOs that are measured on what was pushed to it. */
export async function storeFindings(
  location: StoreLocation,
  slos: readonly Slo[],
  boundaries: (slo: Slo) => readonly number[],
): Promise<readonly Finding[]> {
  const where = locationName(location)
  const isNew = 'path' in location && !existsSync(location.path)
  let store: Store
  try {
    store = await openStore(location)
  } catch (error) {
    const todo = remedyOf(error) ?? `see store in budgeteer.yaml, and who may write there`
    return [problem('store', messageOf(error), todo)]
  }
  try {
    return [
      good('store', isNew ? `${where} was made` : `${where} opens and is up to date`),
      ...('path' in location ? privacyFindings(location.path) : []),
      await writeFinding(store),
      await chainFinding(store),
      ...(await pushedFindings(store, slos, boundaries)),
    ]
  } finally {
    await store.close()
  }
}

/** It holds who approved what, and texts of incidents. */
function privacyFindings(path: string): readonly Finding[] {
  const isReadByAll = (statSync(path).mode & 0o004) !== 0
  return isReadByAll
    ? [warning('store', `${path} can be read by everybody on this machine`, `chmod 600 ${path}*`)]
    : []
}

/** Undoes what a transaction wrote. */
class Undone extends Error {}

async function writeFinding(store: Store): Promise<Finding> {
  const at = systemClock.now()
  try {
    await store.transaction(async ({ audit }) => {
      await audit.append([
        { at, kind: 'configuration', actor: 'budgeteer', service: '*', data: { doctor: true } },
      ])
      throw new Undone()
    })
    return good('store', 'it can be written to')
  } catch (error) {
    if (error instanceof Undone) return good('store', 'it can be written to')
    const todo = remedyOf(error) ?? 'see whether the disk is full, and whether this user may write there'
    return problem('store', `it cannot be written to: ${messageOf(error)}`, todo)
  }
}

async function chainFinding(store: Store): Promise<Finding> {
  const until = performance.now() + CHAIN_MS
  const reading = { isWhole: true }
  async function* entries(): AsyncIterable<StoredEntry> {
    for await (const entry of store.auditChain.rows()) {
      reading.isWhole = performance.now() < until
      if (!reading.isWhole) return
      yield entry
    }
  }
  try {
    const found = await verifyChain(entries())
    if (!found.intact) {
      const todo = 'keep this file, find out who changed it, and go on from a backup'
      return problem('store', `the audit log is broken: ${found.problem}`, todo)
    }
    if (reading.isWhole) return good('store', `the audit log is intact, ${entriesText(found.entries)}`)
    const text = `the audit log is intact as far as it was read, ${entriesText(found.entries)}`
    return warning('store', text, '`budgeteer audit verify` reads all of it')
  } catch (error) {
    const todo = remedyOf(error) ?? 'go on from a backup'
    return problem('store', `the audit log cannot be read: ${messageOf(error)}`, todo)
  }
}

async function pushedFindings(
  store: Store,
  slos: readonly Slo[],
  boundaries: (slo: Slo) => readonly number[],
): Promise<readonly Finding[]> {
  const pushed = slos.filter(({ sli }) => sli.kind === 'pushed')
  const source = pushedSource(store.pushedCounts)
  const findings: Finding[] = []
  for (const slo of pushed) {
    const at = systemClock.now()
    const { lookbackMs } = windowAt(slo.window, at)
    const measured = (await source.measure([{ slo, lookbacksMs: [lookbackMs] }], at)).get(sloKey(slo))
    const sample = measured?.samples.get(lookbackMs)
    if (measured === undefined || sample === undefined) continue
    const { coverage, newest } = measured
    findings.push(
      sloFinding(
        slo,
        at,
        {
          sample,
          ...(coverage !== undefined && { coverage }),
          ...(newest !== undefined && { newest }),
          queries: [],
        },
        boundaries(slo),
      ),
    )
  }
  return findings
}
