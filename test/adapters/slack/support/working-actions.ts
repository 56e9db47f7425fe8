import type { Action, TopAction } from '../../../../src/core/actions/action.ts'
import type { ActionCommands } from '../../../../src/adapters/slack/use-cases-actions.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'
import { HOUR_MS } from '../../../../src/core/kernel/time/duration.ts'

/** An open action of SRE, due in two hours. */
export const anAction = (id: string, service: string, now: number): Action => ({
  id,
  service,
  level: 'CRITICAL',
  name: 'incident-review',
  text: 'Hold the incident review meeting',
  owner: 'sre',
  escalateTo: null,
  assignee: null,
  startedAt: now,
  dueAt: now + 2 * HOUR_MS,
  levelSince: now,
  repeatsMs: null,
  insistMs: null,
  proof: null,
  state: 'open',
  closedAt: null,
  closedBy: null,
  evidence: null,
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
  subject: 'actions/t_1',
  thread: 'freeze/t_1',
})

const refused = (message: string) => Promise.resolve({ kind: 'refused' as const, message })
const done = <Thing>(thing: Thing) => Promise.resolve({ kind: 'done' as const, thing })

/** Actions in memory; only those of `may` may close and hand them on. */
export class WorkingActions {
  readonly actions: Action[] = []
  readonly top: TopAction[] = []
  readonly commands: ActionCommands

  constructor(clock: Clock, may: (userId: string) => boolean) {
    const change = (actionId: string, userId: string, changes: Partial<Action>) => {
      const index = this.actions.findIndex(({ id }) => id === actionId)
      const action = this.actions[index]
      if (action === undefined) return refused('There is no such action any more.')
      if (!may(userId)) return refused('Only SRE may do <this>.')
      const changed = { ...action, ...changes }
      this.actions[index] = changed
      return done(changed)
    }
    const listed = (service?: string): TopAction[] =>
      this.top.filter((action) => service === undefined || action.service === service)
    this.commands = {
      open: (service) =>
        Promise.resolve(
          this.actions.filter(
            (action) => action.state === 'open' && (service === undefined || action.service === service),
          ),
        ),
      top: (service) => Promise.resolve(listed(service)),
      done: (id, userId) => change(id, userId, { state: 'done', closedBy: userId }),
      reassign: (id, assigneeId, userId) =>
        change(id, userId, { assignee: { userId: assigneeId, name: assigneeId } }),
      addTop: ({ service, text, ownerId, userId }) => {
        const added: TopAction = {
          id: `p_${this.top.length + 1}`,
          service,
          position: this.top.length + 1,
          text,
          owner: { userId: ownerId, name: 'somebody' },
          addedBy: userId,
          addedAt: clock.now(),
          doneAt: null,
          doneBy: null,
        }
        this.top.push(added)
        return done(added)
      },
      finishTop: (service, place) => {
        const found = listed(service)[place - 1]
        if (found === undefined) return refused(`There is no top action ${place}.`)
        this.top.splice(this.top.indexOf(found), 1)
        return done(found)
      },
      moveTop: (service, place, direction) => {
        const found = listed(service)[place - 1]
        const other = listed(service)[place - 1 + (direction === 'up' ? -1 : 1)]
        if (found === undefined || other === undefined) return refused('It stays.')
        const [one, two] = [this.top.indexOf(found), this.top.indexOf(other)]
        this.top[one] = other
        this.top[two] = found
        return done(found)
      },
    }
  }
}
