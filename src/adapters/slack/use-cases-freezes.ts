import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { DeclaredFreeze } from '../../core/freezes/declared-freeze.ts'
import type { CorrectnessAnswers, Postmortem } from '../../core/freezes/postmortem.ts'
import type { ScheduledFreeze } from '../../core/policy/freeze-window.ts'

/** Freezes beside the levels, correctness incidents and postmortems, as Slack's commands ask for them. */
export interface FreezeCommands {
  declare(input: {
    /** A service's name, or ALL_SERVICES. */
    readonly service: string
    readonly reason: string
    readonly until: number | null
    readonly userId: string
  }): Promise<ActOutcome<DeclaredFreeze>>
  lift(service: string, userId: string): Promise<ActOutcome<DeclaredFreeze>>
  /** Declared freezes and correctness incidents that are in force. */
  inForce(): Promise<readonly DeclaredFreeze[]>
  /** Scheduled freezes, those that last now before those to come. */
  scheduled(): readonly ScheduledFreeze[]
  declareCorrectness(input: {
    readonly service: string
    readonly what: string
    readonly userId: string
  }): Promise<ActOutcome<DeclaredFreeze>>
  filePostmortem(input: {
    readonly service: string
    readonly content: string
    readonly answers: CorrectnessAnswers | null
    readonly incidentId?: string
    readonly userId: string
  }): Promise<ActOutcome<Postmortem>>
}
