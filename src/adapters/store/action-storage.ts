import type { Action, ActionState, ActionStore } from '../../core/actions/action.ts'
import { ACTION_PROOFS, type ActionProof } from '../../core/policy/mandatory-action.ts'
import { chunksOf, replaced } from './database.ts'
import type { ActionTable, Database } from './schema.ts'
import { storedWord } from './stored-value.ts'

const STATES: Record<ActionState, true> = { open: true, done: true, ended: true }
const PROOFS = Object.fromEntries(ACTION_PROOFS.map((proof) => [proof, true])) as Record<ActionProof, true>

/** Columns that change while an action is open. */
const CHANGING = [
  'level',
  'text',
  'owner',
  'escalate_to',
  'assignee_id',
  'assignee_name',
  'due_at',
  'insist_ms',
  'proof',
  'state',
  'closed_at',
  'closed_by',
  'evidence',
  'reminded_at',
  'overdue_at',
  'escalated_at',
  'subject',
  'thread',
] as const

const COLUMNS = 24

export class ActionStorage implements ActionStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(actions: readonly Action[]): Promise<void> {
    for (const chunk of chunksOf(actions.map(rowOf), COLUMNS))
      await this.#db
        .insertInto('actions')
        .values(chunk)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(CHANGING)))
        .execute()
  }

  async byId(id: string): Promise<Action | undefined> {
    const row = await this.#db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst()
    return row && actionOf(row)
  }

  async open(service?: string): Promise<readonly Action[]> {
    const all = this.#byDeadline().where('state', '=', 'open')
    const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
    return rows.map(actionOf)
  }

  async listedIn(subject: string): Promise<readonly Action[]> {
    const rows = await this.#byDeadline().where('subject', '=', subject).execute()
    return rows.map(actionOf)
  }

  #byDeadline() {
    return this.#db.selectFrom('actions').selectAll().orderBy('due_at').orderBy('name').orderBy('id')
  }
}

const rowOf = (action: Action): ActionTable => ({
  id: action.id,
  service: action.service,
  level: action.level,
  name: action.name,
  text: action.text,
  owner: action.owner,
  escalate_to: action.escalateTo,
  assignee_id: action.assignee?.userId ?? null,
  assignee_name: action.assignee?.name ?? null,
  started_at: action.startedAt,
  due_at: action.dueAt,
  level_since: action.levelSince,
  repeats_ms: action.repeatsMs,
  insist_ms: action.insistMs,
  proof: action.proof,
  state: action.state,
  closed_at: action.closedAt,
  closed_by: action.closedBy,
  evidence: action.evidence,
  reminded_at: action.remindedAt,
  overdue_at: action.overdueAt,
  escalated_at: action.escalatedAt,
  subject: action.subject,
  thread: action.thread,
})

const actionOf = (row: ActionTable): Action => ({
  id: row.id,
  service: row.service,
  level: row.level,
  name: row.name,
  text: row.text,
  owner: row.owner,
  escalateTo: row.escalate_to,
  assignee: row.assignee_id === null ? null : { userId: row.assignee_id, name: row.assignee_name ?? '' },
  startedAt: row.started_at,
  dueAt: row.due_at,
  levelSince: row.level_since,
  repeatsMs: row.repeats_ms,
  insistMs: row.insist_ms,
  proof:
    row.proof === null
      ? null
      : storedWord(row.proof, PROOFS, { table: 'actions', id: row.id, column: 'proof' }),
  state: storedWord(row.state, STATES, { table: 'actions', id: row.id, column: 'state' }),
  closedAt: row.closed_at,
  closedBy: row.closed_by,
  evidence: row.evidence,
  remindedAt: row.reminded_at,
  overdueAt: row.overdue_at,
  escalatedAt: row.escalated_at,
  subject: row.subject,
  thread: row.thread,
})
