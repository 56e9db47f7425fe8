import type { AuditLog, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { Transactor } from '../kernel/transaction.ts'
import { followRecord, isFollowed } from './follow-record.ts'
import type { PagingStores, PagingWorld } from './paging-world.ts'

/** Transactions that page: what they put on record is followed before they are committed. */
export const paging =
  <Stores extends PagingStores>(
    store: Transactor<Stores>,
    world: PagingWorld,
  ): Transactor<Stores>['transaction'] =>
  (work) =>
    store.transaction(async (stores) => {
      const seen: NewAuditEntry[] = []
      const audit: AuditLog = {
        entries: (fromSeq) => stores.audit.entries(fromSeq),
        append: (entries) => {
          seen.push(...entries.filter(isFollowed))
          return stores.audit.append(entries)
        },
      }
      const result = await work({ ...stores, audit })
      await followRecord(stores, seen, world)
      return result
    })
