import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { StatusReport } from '../../core/status/status-report.ts'
import type { DeployRequest, RequestFilter } from '../../core/requests/deploy-request.ts'
import type { RoleBook } from '../../core/people/role-book.ts'
import type { ClickOutcome, OpenOutcome, RequestInput } from '../../core/requests/outcome.ts'
import type { LevelFreeze } from '../../core/freezes/level-freeze.ts'
import type { Incident } from '../../core/incidents/incident.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { Decision } from '../../core/policy/decision.ts'
import type { WayCommands } from './use-cases-ways.ts'
import type { ActionCommands } from './use-cases-actions.ts'
import type { CalendarCommands } from './use-cases-calendar.ts'
import type { RolloutCommands } from './use-cases-rollouts.ts'
import type { IncidentCommands } from './use-cases-incidents.ts'
import type { FreezeCommands } from './use-cases-freezes.ts'
import type { HeldReview } from '../../core/reviews/review.ts'

/** Everything that Slack's commands, buttons and modals call. compose.ts fills it in. */
export interface SlackUseCases {
  catalog(): Catalog
  roleBook(): RoleBook
  /** Of all services, or of one. */
  status(service?: string): Promise<StatusReport>
  /** What this change would get now, with nobody's approval yet. */
  preview(service: string, change: string, risk: string | null): Promise<Decision>
  readonly ways: WayCommands
  openRequest(input: RequestInput): Promise<OpenOutcome>
  approve(requestId: string, userId: string): Promise<ClickOutcome>
  reject(requestId: string, userId: string, reason: string): Promise<ClickOutcome>
  cancel(requestId: string, userId: string): Promise<ClickOutcome>
  /** Fills in requirements that the policy asks for and the request did not bring. Requester only. */
  answer(requestId: string, userId: string, answers: ReadonlyMap<string, string>): Promise<ClickOutcome>
  requests(filter: RequestFilter): Promise<readonly DeployRequest[]>
  request(id: string): Promise<DeployRequest | undefined>
  incidents(service: string | undefined, since: number): Promise<readonly Incident[]>
  addIncident(input: {
    readonly service: string
    readonly what: string
    readonly startedAt: number
    readonly endedAt: number | null
    readonly userId: string
  }): Promise<ActOutcome<Incident>>
  readonly incident: IncidentCommands
  readonly freezes: FreezeCommands
  readonly rollouts: RolloutCommands
  readonly calendar: CalendarCommands
  readonly actions: ActionCommands
  setIncidentCommander(service: string, commander: string, userId: string): Promise<ActOutcome<LevelFreeze>>
  setWarRoom(service: string, url: string, userId: string): Promise<ActOutcome<LevelFreeze>>
  /** Where the notes of a review are; its message shows them. */
  handInNotes(reviewId: string, url: string, userId: string): Promise<ActOutcome<HeldReview>>
}
