import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { ChannelPurpose } from '../kernel/outbox/owed-message.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'

/** The recipients of a burn alert beside the channel. */
export interface BurnAlertAudience {
  /** Roles that the message in the channel calls by name. */
  readonly mention: readonly string[]
  /** Roles whose people get a direct message. */
  readonly dm: readonly string[]
  /** Names of mail lists. */
  readonly mail: readonly string[]
}

/** How burn alerts are posted. */
export interface BurnAlertSettings {
  readonly channel: ChannelPurpose
  /** An alert is over when none of its rules has fired for so long. */
  readonly quietForMs: number
  readonly audiences: Readonly<Record<BurnSeverity, BurnAlertAudience>>
  /** Whether an alert that pages opens an incident, and its end closes it. */
  readonly opensIncidents: boolean
  /** The dashboard of SLOs whose links name none, with placeholders in it; null when there is none. */
  readonly link: string | null
}

const NOBODY: BurnAlertAudience = { mention: [], dm: [], mail: [] }

/** The defaults of `budgeteer.yaml`. */
export const USUAL_BURN_ALERTS: BurnAlertSettings = {
  channel: 'incidents',
  quietForMs: 5 * MINUTE_MS,
  audiences: { page: { ...NOBODY, mention: ['service-owner'] }, ticket: NOBODY },
  opensIncidents: true,
  link: null,
}
