import type { Decision } from '../policy/decision.ts'
import type { Change } from './deploy-request.ts'

/** What the policy would have said to a change that was let through in shadow. */
export interface ShadowAnswer
  extends Omit<Change, 'revision'>, Pick<Decision, 'decision' | 'level' | 'rule' | 'reasons' | 'seats'> {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly revision: string | null
  /** The pipeline run that asked, by its id; null where it named none, and for people. */
  readonly run: string | null
  /** `token:<name>`, or the Slack user id of who asked for a deployment. */
  readonly askedBy: string
}

/** Port: those answers, for the report on shadow. */
export interface ShadowAnswerStore {
  add(answers: readonly ShadowAnswer[]): Promise<void>
  /** Those after `since`, oldest first. */
  since(since: number): Promise<readonly ShadowAnswer[]>
}

/** The part of a decision that the report keeps. */
export const shadowedDecision = ({
  decision,
  level,
  rule,
  reasons,
  seats,
  service,
  change,
  risk,
}: Decision): Pick<
  ShadowAnswer,
  'decision' | 'level' | 'rule' | 'reasons' | 'seats' | 'service' | 'change' | 'risk'
> => ({ decision, level, rule, reasons, seats, service, change, risk })
