import type { MessageContent } from '../kernel/outbox/owed-message.ts'

export const ALERT_CAUSES = ['level', 'burn-alert', 'incident', 'notice'] as const

/** What pagers were told of: it is triggered once, may be taken by somebody, and is resolved when its cause is over. */
export interface PagerAlert {
  /** What names it at the pagers, so that they tell a repeat: `burn-alert/b-2k9m`. */
  readonly key: string
  readonly cause: (typeof ALERT_CAUSES)[number]
  /** Id of the transition, the burn alert or the incident; of a notice its service and name. */
  readonly of: string
  readonly service: string
  /** Names of the pagers. */
  readonly pagers: readonly string[]
  /** One line, as it was triggered. */
  readonly summary: string
  readonly triggeredAt: number
  /** Slack user id; null while nobody has taken it in Slack. */
  readonly takenBy: string | null
  readonly takenAt: number | null
  readonly resolvedAt: number | null
}

/** Port: alerts at pagers, by their key. */
export interface PagerAlertStore {
  save(alert: PagerAlert): Promise<void>
  byKey(key: string): Promise<PagerAlert | undefined>
  /** Those that are not resolved, oldest first. */
  open(service: string): Promise<readonly PagerAlert[]>
}

export type PagerAct = 'trigger' | 'acknowledge' | 'resolve'

export type PagerSeverity = 'critical' | 'error' | 'warning'

/** What a pager is sent. Times are ISO 8601. Only a trigger says more than which alert it is about. */
export type PagerContent = MessageContent & {
  readonly kind: 'pager'
  readonly key: string
  readonly at: string
} & (
    | { readonly act: 'acknowledge' | 'resolve' }
    | {
        readonly act: 'trigger'
        readonly summary: string
        readonly severity: PagerSeverity
        readonly service: string
        readonly serviceTitle: string
        readonly cause: PagerAlert['cause']
        readonly details: Readonly<Record<string, string>>
        /** The first is a page of the bot's own, where there are pages. */
        readonly links: readonly { readonly text: string; readonly url: string }[]
        /** Null where a picture cannot be fetched without signing in. */
        readonly image: { readonly url: string; readonly alt: string } | null
      }
  )

/** Whether it is a pager's: what came back from the store is what was owed. */
export const isPagerContent = (content: MessageContent): content is PagerContent => content.kind === 'pager'
