import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ChangeFeed } from '../../core/kernel/change-feed.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import type { PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { ReportDrawing } from '../../core/reports/report-drawing.ts'
import type { HttpLogger } from './http-logger.ts'
import type { Metrics } from './metrics.ts'
import type { PageSettings } from './pages/page-settings.ts'
import type { UseCases } from '../../core/use-cases.ts'

/** Fastify, which takes the types of a route's body, query and answer from its zod shapes. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The use cases that have a route. */
export type HttpUseCases = Pick<
  UseCases,
  'catalog' | 'roleBook' | 'status' | 'gate' | 'pushedCounts' | 'signIn'
> & {
  readonly pictures: Pick<UseCases['pictures'], 'named' | 'svg' | 'during'>
  readonly records: UseCases['records']
  readonly reports: UseCases['reports']
  readonly whatIf: UseCases['whatIf']
  readonly risks: Pick<UseCases['risks'], 'reports' | 'report' | 'year' | 'accept' | 'takeBack'>
  readonly requests: Pick<UseCases['requests'], 'list'>
  readonly rollouts: Pick<UseCases['rollouts'], 'report'>
  readonly calendar: Pick<UseCases['calendar'], 'feed'>
  readonly postmortems: Pick<UseCases['postmortems'], 'draft'>
  readonly incidents: Pick<UseCases['incidents'], 'takeAlerts' | 'withNotes'>
}

/** A part that must work before the bot takes traffic, and what is wrong with it. */
export interface Readiness {
  readonly part: 'slack' | 'store' | 'poll' | 'configuration' | 'audit'
  readonly ok: boolean
  readonly detail: string
}

/** What routes work with. */
export interface HttpWorld {
  readonly useCases: HttpUseCases
  readonly readiness: () => Promise<readonly Readiness[]>
  /** Who may look at the pages, as it is configured whenever somebody does. */
  readonly pages: () => PageSettings
  /** Says when something of what pages show may have changed. */
  readonly changes: Pick<ChangeFeed, 'version' | 'subscribe'>
  /** Where a message can be read in Slack; null where that is not known. */
  readonly permalink: (posted: PostedMessage) => string | null
  /** Draws reports for pages. */
  readonly reportDrawing: ReportDrawing
  readonly metrics: Metrics
  readonly clock: Clock
  readonly logger: HttpLogger
  /** The result of a use case, or a rejection with TooSlow after `limitMs` (default: 10 s): the caller then gets a 503. */
  readonly within: <Result>(result: Promise<Result>, limitMs?: number) => Promise<Result>
  /** Whether the server has stopped taking new connections. */
  readonly closing: () => boolean
}
