import type { Absence, PlannedDeployment } from '../../../../src/core/calendar/planned-deployment.ts'
import type { CalendarCommands } from '../../../../src/adapters/slack/use-cases-calendar.ts'

/** A calendar in memory that takes everything. */
export function workingCalendar(): CalendarCommands {
  const plans = new Map<string, PlannedDeployment>()
  const absences: Absence[] = []
  return {
    plan: ({ service, revision, change, risk, at, userId }) => {
      const plan: PlannedDeployment = {
        id: `p_${plans.size + 1}`,
        service,
        revision,
        change,
        risk: risk ?? 'medium',
        at,
        isStaggered: false,
        plannedBy: userId,
        plannedAt: at,
        cancelledAt: null,
        toldAt: null,
        letThroughAt: null,
      }
      plans.set(plan.id, plan)
      return Promise.resolve({ kind: 'done', thing: { plan, conflicts: [], stakeholders: [userId] } })
    },
    cancelPlan: (id) => {
      const plan = plans.get(id)
      plans.delete(id)
      return Promise.resolve(
        plan === undefined
          ? { kind: 'refused', message: `There is no plan ${id}.` }
          : { kind: 'done', thing: plan },
      )
    },
    noteAbsence: (absence) => {
      absences.push(absence)
      return Promise.resolve({ kind: 'done', thing: absence })
    },
    nameStakeholders: (_service, userIds) => Promise.resolve({ kind: 'done', thing: userIds }),
    agenda: () => Promise.resolve({ plans: [...plans.values()], freezes: [], absences }),
  }
}
