import { existsSync, statSync } from 'node:fs'
import type { AuditKeys } from '../../core/kernel/audit/audit-key.ts'
import type { AuditSettings } from '../../config/settings/audit-reader.ts'
import { pushedSource } from '../../core/budgets/pushed-source.ts'
import { type Slo, sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { openStore } from '../../adapters/store/open-store.ts'
import { locationName, type StoreLocation } from '../../adapters/store/store-location.ts'
import type { Store } from '../../adapters/store/store.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { type Finding, good, messageOf, problem, remedyOf, warning } from './finding.ts'
import { auditFindings } from './audit-findings.ts'
import { sloFinding } from './slo-findings.ts'

/** The store opened, brought up to date, written to and read, and the SLOs that are measured on what was pushed to it. */
export async function storeFindings(
  location: StoreLocation,
  slos: readonly Slo[],
  boundaries: (slo: Slo) => readonly number[],
  audit: AuditSettings,
  keys: AuditKeys,
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
      ...(await auditFindings(store, audit, keys)),
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
