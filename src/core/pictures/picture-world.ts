import type { ReadingStore } from '../budgets/reading.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { StatusStore } from '../policy/status.ts'
import type { DeploymentStores } from '../rollouts/deployment.ts'
import type { Drawing } from './drawing.ts'

/** What pictures need from outside. */
export interface PictureWorld {
  readonly catalog: CurrentCatalog
  /** Deployments to other environments are not shown. */
  readonly gatedEnvironments: () => readonly string[]
  readonly store: DeploymentStores & {
    readonly readings: Pick<ReadingStore, 'spaced' | 'dailySpends'>
    readonly statuses: Pick<StatusStore, 'of' | 'transitionsDuring'>
    readonly incidents: Pick<IncidentStore, 'during'>
  }
  readonly drawing: Drawing
}
