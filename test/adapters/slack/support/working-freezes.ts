import type { DeclaredFreeze } from '../../../../src/core/freezes/declared-freeze.ts'
import type { Postmortem } from '../../../../src/core/freezes/postmortem.ts'
import { type FreezeWindow, windowsAhead, windowsAt } from '../../../../src/core/policy/freeze-window.ts'
import type { FreezeCommands } from '../../../../src/adapters/slack/use-cases-freezes.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'
import { DAY_MS } from '../../../../src/core/kernel/time/duration.ts'

/** Freezes in memory: anybody may declare, and the reason `refuse me` is refused. */
export class WorkingFreezes {
  readonly freezes: DeclaredFreeze[] = []
  readonly postmortems: Postmortem[] = []
  readonly windows: FreezeWindow[] = []
  readonly commands: FreezeCommands

  constructor(clock: Clock) {
    const declare = (
      kind: DeclaredFreeze['kind'],
      service: string,
      reason: string,
      until: number | null,
      declaredBy: string,
    ) => {
      if (reason === 'refuse me') return Promise.resolve({ kind: 'refused' as const, message: 'No <way>.' })
      const id = `h_${this.freezes.length + 1}`
      const declaredAt = clock.now()
      const hold: DeclaredFreeze = {
        id,
        kind,
        service,
        reason,
        declaredBy,
        declaredAt,
        until,
        endedAt: null,
        endedBy: null,
      }
      this.freezes.push(hold)
      return Promise.resolve({ kind: 'done' as const, thing: hold })
    }
    this.commands = {
      declare: ({ service, reason, until, userId }) => declare('freeze', service, reason, until, userId),
      declareCorrectness: ({ service, what, userId }) => declare('correctness', service, what, null, userId),
      lift: (service) => {
        const index = this.freezes.findIndex((hold) => hold.kind === 'freeze' && hold.service === service)
        const [hold] = index === -1 ? [] : this.freezes.splice(index, 1)
        return Promise.resolve(
          hold === undefined
            ? { kind: 'refused', message: 'Nothing to lift.' }
            : { kind: 'done', thing: hold },
        )
      },
      inForce: () => Promise.resolve(this.freezes),
      scheduled: () => [
        ...windowsAt(this.windows, clock.now()),
        ...windowsAhead(this.windows, clock.now(), 366 * DAY_MS),
      ],
      filePostmortem: ({ service, content, answers, incidentId, userId }) => {
        if (content === 'refuse me') return Promise.resolve({ kind: 'refused', message: 'No <way>.' })
        const thing: Postmortem = {
          id: `p_${this.postmortems.length + 1}`,
          service,
          author: userId,
          filedAt: clock.now(),
          content,
          incidentId: incidentId ?? null,
          level: 'CRITICAL',
          answers,
        }
        this.postmortems.push(thing)
        return Promise.resolve({ kind: 'done', thing })
      },
    }
  }
}
