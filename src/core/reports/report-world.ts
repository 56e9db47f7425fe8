import type { ActionStore } from '../actions/action.ts'
import type { ReadingStore } from '../budgets/reading.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import type { DeclaredFreezeStore } from '../freezes/declared-freeze.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { QuarterStores } from '../outcomes/quarter.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import type { Clock } from '../kernel/time/clock.ts'
import type { RoleBook } from '../people/role-book.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { StatusStore } from '../policy/status.ts'
import type { PeriodFiguresStore } from './period-figures.ts'

/** The stores that a report is made of. */
export interface ReportStores extends QuarterStores {
  readonly periodFigures: PeriodFiguresStore
  readonly readings: Pick<ReadingStore, 'between' | 'missedRatio' | 'dailySpends'>
  readonly statuses: Pick<StatusStore, 'transitionsDuring'>
  readonly incidents: Pick<IncidentStore, 'during'>
  readonly actions: Pick<ActionStore, 'during'>
  readonly levelFreezes: Pick<LevelFreezeStore, 'page'>
  readonly declaredFreezes: Pick<DeclaredFreezeStore, 'page'>
}

/** What reports need from outside. */
export interface ReportWorld {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
  /** Deployments to other environments are not counted. */
  readonly gatedEnvironments: () => readonly string[]
  /** On whose clock weeks, months and quarters are counted. */
  readonly timeZone: () => string
  readonly store: ReportStores
  /** Asked of the past, in any order of times: it shares no memory with what the polls ask. */
  readonly pastSource: SliSource
  readonly clock: Clock
}
