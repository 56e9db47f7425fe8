import type { GatePass, GatePassStore } from '../../core/requests/gate-pass.ts'
import { chunksOf, insertNew } from './database.ts'
import type { Database, GatePassRow } from './schema.ts'

/** A part of the key is never null. */
const NO_REVISION = ''

const toRow = ({ revision, ...pass }: GatePass): GatePassRow => ({
  ...pass,
  revision: revision ?? NO_REVISION,
})

const fromRow = ({ revision, ...row }: GatePassRow): GatePass => ({
  ...row,
  revision: revision === NO_REVISION ? null : revision,
})

export function gatePassStorage(db: Database): GatePassStore {
  const oldestFirst = () =>
    db.selectFrom('gatePasses').selectAll().orderBy('at').orderBy('service').orderBy('occasion')
  return {
    add: (passes) =>
      insertNew(db, 'gatePasses', ['service', 'environment', 'revision', 'occasion'], passes.map(toRow)),

    async during(service, { from, until }) {
      const all = oldestFirst().where('at', '>=', from).where('at', '<', until)
      const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
      return rows.map(fromRow)
    },

    async last(service, revision, environment) {
      const row = await db
        .selectFrom('gatePasses')
        .selectAll()
        .where('service', '=', service)
        .where('environment', '=', environment)
        .where('revision', '=', revision)
        .orderBy('at', 'desc')
        .executeTakeFirst()
      return row && fromRow(row)
    },

    async ofRequests(requestIds) {
      const found: GatePass[] = []
      for (const chunk of chunksOf([...new Set(requestIds)], 1))
        found.push(...(await oldestFirst().where('requestId', 'in', chunk).execute()).map(fromRow))
      return found
    },
  }
}
