import { budgetIc } from './budget-ic.ts'
import { budgetIncidentAdd } from './budget-incident-add.ts'
import { budgetIncidents } from './budget-incidents.ts'
import { budgetPolicy } from './budget-policy.ts'
import { budgetStatus } from './budget-status.ts'
import { budgetWarRoom } from './budget-war-room.ts'
import { deployCancel } from './deploy-cancel.ts'
import { deployList } from './deploy-list.ts'
import { deployRequest } from './deploy-request.ts'
import { deployShow } from './deploy-show.ts'
import { helpFor } from './help.ts'
import type { Subcommand } from './subcommand.ts'

/** Everything that can be typed, in the order of the help. A new subcommand is one file and one line here. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  budgetStatus,
  budgetPolicy,
  budgetIncidents,
  budgetIncidentAdd,
  budgetIc,
  budgetWarRoom,
  helpFor('/budget', () => SUBCOMMANDS),
  deployRequest,
  deployList,
  deployShow,
  deployCancel,
  helpFor('/deploy', () => SUBCOMMANDS),
]
