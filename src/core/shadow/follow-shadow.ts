import type { AuditLog, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { channel, type Outbox } from '../kernel/outbox/owed-message.ts'
import type { Catalog } from '../policy/catalog.ts'
import { enforcementAt } from '../policy/enforcement.ts'
import type { JudgedService } from '../status/judge.ts'
import { bindingService } from './level-now.ts'
import type { ShadowBegan, ShadowEnded } from './messages.ts'
import type { ShadowedService, ShadowStore } from './shadow-store.ts'

export interface FollowShadowStores {
  readonly shadows: ShadowStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** A service that was found to have gone into shadow, or out of it. */
interface Change {
  readonly judged: JudgedService
  /** The line that says so; null out of shadow. */
  readonly line: string | null
}

/**
 * Keeps which services are in shadow, in the poll's transaction, and says what an edit of the configuration changed. A level
 * that is in shadow by itself is not told apart from its announcement, nor is what a person ended, which was said then.
 * Answers with the services whose enforcement changed while their level stayed.
 */
export async function followShadow(
  stores: FollowShadowStores,
  judged: readonly JudgedService[],
  catalog: Catalog,
  at: number,
): Promise<readonly JudgedService[]> {
  const before = new Map((await stores.shadows.services()).map((one) => [one.service, one]))
  const kept: ShadowedService[] = []
  const changes: Change[] = []
  for (const one of judged) {
    const { service, level } = one.status
    const { enforcement, line } = enforcementAt(catalog, service, level)
    const was = before.get(service)
    const isShadow = enforcement === 'shadow' && line !== null
    if (isShadow && was?.line !== line) kept.push({ service, since: was?.since ?? at, line })
    if (isShadow !== (was !== undefined)) changes.push({ judged: one, line: isShadow ? line : null })
  }
  const gone = changes.filter(({ line }) => line === null).map(({ judged: { service } }) => service.name)
  await stores.shadows.saveServices(kept)
  await stores.shadows.forgetServices(gone)

  const atSameLevel = changes.filter(({ judged: { before: was, status } }) => was?.level === status.level)
  const ended = await stores.shadows.ended()
  const byEdit = atSameLevel.filter(
    ({ line, judged: { service, policy } }) =>
      line !== null ||
      !ended.some(
        ({ scope, lines }) =>
          lines.length > 0 && scope.name === (scope.kind === 'service' ? service.name : policy.name),
      ),
  )
  await stores.audit.append(byEdit.map((change) => entryOf(change, at)))
  await say(stores.outbox, byEdit, catalog, at)
  return atSameLevel.map((change) => change.judged)
}

async function say(outbox: Outbox, changes: readonly Change[], catalog: Catalog, at: number): Promise<void> {
  const began = changes.flatMap(({ judged: { service, status }, line }) =>
    line === null ? [] : [{ serviceTitle: service.title, level: status.level, line }],
  )
  const ended = changes.flatMap(({ judged: { service, status }, line }) =>
    line === null ? [bindingService(catalog, service.name, status)] : [],
  )
  const told = { to: channel('announcements'), at }
  const hasBegun: ShadowBegan = { kind: 'shadow-began', services: began }
  const hasEnded: ShadowEnded = { kind: 'shadow-ended', policyTitle: null, services: ended, by: null }
  if (began.length > 0) await outbox.post({ subject: `shadow-began/${at}`, content: hasBegun, ...told })
  if (ended.length > 0) await outbox.post({ subject: `shadow-ended/${at}`, content: hasEnded, ...told })
}

const entryOf = ({ judged: { service }, line }: Change, at: number): NewAuditEntry => ({
  at,
  kind: line === null ? 'shadow_ended' : 'shadow_began',
  actor: 'budgeteer',
  service: service.name,
  data: { because: 'the configuration was edited', line },
})
