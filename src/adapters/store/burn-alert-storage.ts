import { z } from 'zod'
import type { BurnSeverity } from '../../core/budgets/burn-rule.ts'
import type { BurnAlert, BurnAlertStore } from '../../core/burn-alerts/burn-alert.ts'
import type { BurnAlertMessage } from '../../core/burn-alerts/messages.ts'
import { replaced } from './database.ts'
import type { BurnAlertTable, Database } from './schema.ts'
import { messageContent, storedJson, storedWord } from './stored-value.ts'

const SEVERITIES: Record<BurnSeverity, true> = { page: true, ticket: true }

type Detail = Pick<
  BurnAlert,
  'rules' | 'quietSince' | 'subject' | 'told' | 'hasHead' | 'toldAt' | 'directs' | 'mailed'
>

const detailSchema: z.ZodType<Detail> = z.object({
  rules: z.array(z.string()),
  quietSince: z.number().nullable(),
  subject: z.string(),
  // Facts of a message, frozen as they were told; the templates check them again.
  told: z.custom<BurnAlertMessage>((value) => messageContent.safeParse(value).data?.kind === 'burn-alert'),
  hasHead: z.boolean(),
  toldAt: z.number(),
  directs: z.array(z.string()),
  mailed: z.array(z.string()),
})

export class BurnAlertStorage implements BurnAlertStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(alert: BurnAlert): Promise<void> {
    await this.#db
      .insertInto('burn_alerts')
      .values(rowOf(alert))
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(['ended_at', 'detail'])))
      .execute()
  }

  async open(): Promise<readonly BurnAlert[]> {
    return (await this.#oldestFirst().where('ended_at', 'is', null).execute()).map(alertOf)
  }

  async inThread(thread: string): Promise<readonly BurnAlert[]> {
    return (await this.#oldestFirst().where('thread', '=', thread).execute()).map(alertOf)
  }

  #oldestFirst() {
    return this.#db.selectFrom('burn_alerts').selectAll().orderBy('started_at').orderBy('id')
  }
}

function rowOf({
  id,
  service,
  slo,
  severity,
  startedAt,
  endedAt,
  thread,
  ...detail
}: BurnAlert): BurnAlertTable {
  return {
    id,
    service,
    slo,
    severity,
    started_at: startedAt,
    ended_at: endedAt,
    thread,
    detail: JSON.stringify(detail satisfies Detail),
  }
}

function alertOf(row: BurnAlertTable): BurnAlert {
  const place = { table: 'burn_alerts', id: row.id }
  return {
    id: row.id,
    service: row.service,
    slo: row.slo,
    severity: storedWord(row.severity, SEVERITIES, { ...place, column: 'severity' }),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    thread: row.thread,
    ...storedJson(row.detail, detailSchema, { ...place, column: 'detail' }),
  }
}
