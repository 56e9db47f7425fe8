import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { Agenda } from '../../core/calendar/agenda.ts'
import type { PlanInput, Planned } from '../../core/calendar/plan-deployment.ts'
import type { Absence, PlannedDeployment } from '../../core/calendar/planned-deployment.ts'

/** Deployments that are planned, and who is there to watch them. */
export interface CalendarCommands {
  plan(input: PlanInput): Promise<ActOutcome<Planned>>
  cancelPlan(id: string, userId: string): Promise<ActOutcome<PlannedDeployment>>
  noteAbsence(absence: Absence, userId: string): Promise<ActOutcome<Absence>>
  nameStakeholders(
    service: string,
    userIds: readonly string[],
    userId: string,
  ): Promise<ActOutcome<readonly string[]>>
  /** What is in the calendar in the next `aheadMs`. */
  agenda(service: string | undefined, aheadMs: number): Promise<Agenda>
}
