import type { AuditFilter } from '../kernel/audit/audit-pages.ts'
import { ChainCheck } from '../kernel/audit/chain-check.ts'
import type { PageOf } from '../kernel/paging.ts'
import type { Directory } from '../people/directory.ts'
import { KnownNames } from '../people/known-names.ts'
import { calendarSpan } from './calendar-days.ts'
import { freezeRecord } from './freeze-record.ts'
import { incidentRecord } from './incident-record.ts'
import type { RecordWorld } from './record-world.ts'
import { requestRecord } from './request-record.ts'
import { serviceDossier } from './service-dossier.ts'
import { type ServiceList, serviceLists } from './service-lists.ts'

/** What is on record, for people who look and change nothing. */
export function recordCommands(
  world: RecordWorld & {
    readonly directory: Directory
    /** Resolves when the event loop has taken in what is waiting on its sockets. */
    readonly nextTurn: () => Promise<unknown>
  },
) {
  const names = new KnownNames(world.directory, world.clock)
  const chain = new ChainCheck(world)
  return {
    service: (name: string) => serviceDossier(world, name),
    /** A part of a service's list. */
    list: <List extends ServiceList>(list: List, service: string, page: PageOf) =>
      serviceLists[list](world.store, service, page),
    request: (id: string) => requestRecord(world.store, id),
    incident: (id: string) => incidentRecord(world.store, id),
    freeze: (id: string) => freezeRecord(world.store, id),
    audit: (filter: AuditFilter) => world.store.auditPages.page(filter),
    /** Of the whole audit log: how far its verification is, and to begin it. */
    chain: { state: () => chain.state, run: () => chain.run() },
    /** What is in the calendar in `[from, until)`, of one service or of all. */
    calendar: (service: string | undefined, from: number, until: number) =>
      calendarSpan(world, service, from, until),
    /** The actor whom somebody means by a name that was shown lately; else what they wrote. */
    actorCalled: (name: string) => names.idCalled(name) ?? name,
    /** What people are called. Never rejects. */
    names: (userIds: Iterable<string>) => names.of(userIds),
  }
}
