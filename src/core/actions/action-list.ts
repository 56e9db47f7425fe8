import { type RoleBook, roleTitle } from '../people/role-book.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { Press } from '../kernel/prompt.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import type { Action } from './action.ts'
import { overdueFrom } from './due-actions.ts'
import type { ActionList } from './messages.ts'
import { ownerFacts } from './people.ts'

export interface ActionContext {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  readonly now: number
}

/** The list as it stands now; the actions are those of one message. */
export function actionList(
  actions: readonly Action[],
  { catalog, roleBook, now }: ActionContext,
): ActionList | null {
  const [first] = actions
  if (first === undefined) return null
  const found = governed(catalog, first.service)
  return {
    kind: 'action-list',
    service: first.service,
    serviceTitle: found?.service.title ?? first.service,
    level: first.level,
    incident: first.incident?.what ?? null,
    timeZone: found?.policy.timeZone ?? 'UTC',
    at: isoTime(first.startedAt),
    items: actions.map((action) => ({
      actionId: action.id,
      text: action.text,
      owner: ownerFacts(action, roleBook),
      dueAt: isoTime(action.dueAt),
      state: action.state,
      overdue: action.state === 'open' && now >= overdueFrom(action),
      escalatedTo:
        action.escalatedAt === null || action.escalateTo === null
          ? null
          : roleTitle(action.escalateTo, roleBook),
      closedBy: action.closedBy === 'budgeteer' ? null : action.closedBy,
      closedAt: isoOrNull(action.closedAt),
      evidence: action.evidence,
      prompts: promptsOf(action),
    })),
  }
}

/** What may be pressed. What the bot can see is not closed by a word: its button asks for the person or the link. */
export function promptsOf({ id, proof, state, owner }: Action): readonly Press[] {
  if (state !== 'open' || owner === null) return []
  const reassign: Press = { kind: 'reassign-action', of: id }
  switch (proof) {
    case 'incident-commander':
      return [{ kind: 'name-commander', of: id }, reassign]
    case 'war-room':
      return [{ kind: 'link-war-room', of: id }, reassign]
    case 'review':
      return [{ kind: 'link-notes', of: id }, reassign]
    case 'postmortem':
      return [{ kind: 'write-postmortem', of: id }, reassign]
    case null:
      return [{ kind: 'finish-action', of: id }, reassign]
    default:
      return [reassign]
  }
}
