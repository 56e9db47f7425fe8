import { budgetActions, budgetActionsAdd, budgetActionsDone, budgetActionsMove } from './budget-actions.ts'
import { budgetCorrectness } from './budget-correctness.ts'
import { budgetFlags, budgetFlagsRestore } from './budget-flags.ts'
import { budgetFreeze, budgetFreezeList, budgetLift } from './budget-freeze.ts'
import { budgetHistory } from './budget-history.ts'
import { budgetIc } from './budget-ic.ts'
import {
  budgetIncidentAdd,
  budgetIncidentClose,
  budgetIncidentEdit,
  budgetIncidentNote,
  budgetIncidents,
  budgetIncidentShow,
} from './budget-incidents.ts'
import { budgetNotes } from './budget-notes.ts'
import { budgetPage } from './budget-page.ts'
import { budgetPolicy } from './budget-policy.ts'
import { budgetPostmortem } from './budget-postmortem.ts'
import { budgetReport } from './budget-report.ts'
import { budgetSimulate } from './budget-simulate.ts'
import { budgetRisks } from './budget-risks.ts'
import { budgetIncidentRisk } from './budget-incident-risk.ts'
import { budgetShadow } from './budget-shadow.ts'
import { budgetStatus } from './budget-status.ts'
import { budgetWarRoom } from './budget-war-room.ts'
import {
  deployAway,
  deployCalendar,
  deployPlan,
  deployStakeholders,
  deployUnplan,
} from './deploy-calendar.ts'
import { deployCancel } from './deploy-cancel.ts'
import { deployEscalate } from './deploy-escalate.ts'
import { deployList } from './deploy-list.ts'
import { deployException, deployOverride, deployRequest, deploySilverBullet } from './deploy-request.ts'
import { deployRollout } from './deploy-rollout.ts'
import { deployShow } from './deploy-show.ts'
import { deployTick } from './deploy-tick.ts'
import { helpFor } from './help.ts'
import type { Subcommand } from './subcommand.ts'

/** Everything that can be typed, in the order of the help. A new subcommand is one file and one line here. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  budgetStatus,
  budgetHistory,
  budgetReport,
  budgetPage,
  budgetPolicy,
  budgetShadow,
  budgetSimulate,
  budgetIncidents,
  budgetIncidentAdd,
  budgetIncidentShow,
  budgetIncidentEdit,
  budgetIncidentNote,
  budgetIncidentClose,
  budgetIncidentRisk,
  budgetRisks,
  budgetIc,
  budgetWarRoom,
  budgetActions,
  budgetActionsAdd,
  budgetActionsDone,
  budgetActionsMove,
  budgetFlags,
  budgetFlagsRestore,
  budgetFreeze,
  budgetFreezeList,
  budgetLift,
  budgetCorrectness,
  budgetPostmortem,
  budgetNotes,
  helpFor('/budget', () => SUBCOMMANDS),
  deployRequest,
  deployException,
  deployOverride,
  deploySilverBullet,
  deployList,
  deployShow,
  deployTick,
  deployRollout,
  deployPlan,
  deployUnplan,
  deployCalendar,
  deployAway,
  deployStakeholders,
  deployCancel,
  deployEscalate,
  helpFor('/deploy', () => SUBCOMMANDS),
]
