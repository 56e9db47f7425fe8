import { channel } from '../kernel/outbox/owed-message.ts'
import type { Moment } from '../policy/world.ts'
import { type FlagChange, isRestorable } from './flag-change.ts'
import type { FlagStores } from './flag-world.ts'
import type { FlagRollbackMessage } from './messages.ts'

const subjectOf = (rollback: string): string => `flags/${rollback}`

/** Owes the message of a rollback as its flags stand now: the post at first, then an edit of it. */
export async function tellRollback(
  { flagChanges, outbox }: Pick<FlagStores, 'flagChanges' | 'outbox'>,
  rollback: string,
  moment: Moment,
  isFirst: boolean,
): Promise<void> {
  const content = contentOf(await flagChanges.ofRollback(rollback), moment)
  if (content === null) return
  const subject = subjectOf(rollback)
  const to = channel(content.inShadow ? 'shadow' : 'incidents')
  const message = { subject, to, content, at: moment.now }
  if (isFirst) await outbox.post(message)
  else await outbox.edit({ ...message, nonce: moment.ids.next('m') })
}

export function contentOf(
  changes: readonly FlagChange[],
  { catalog }: Pick<Moment, 'catalog'>,
): FlagRollbackMessage | null {
  const [first] = changes
  if (first === undefined) return null
  const service = catalog.services.get(first.service)
  return {
    kind: 'flag-rollback',
    rollback: first.rollback,
    service: first.service,
    serviceTitle: service?.title ?? first.service,
    sloTitle: service?.slos.find(({ name }) => name === first.slo)?.title ?? first.slo,
    why: first.why,
    isDry: changes.some(({ state }) => state === 'dry'),
    inShadow: first.inShadow,
    flags: changes.map(({ key, environment, provider, state, before, after, error, restoredBy }) => ({
      key,
      environment,
      provider,
      state,
      before: before?.words ?? null,
      after: after?.words ?? null,
      error,
      restoredBy,
    })),
    prompts: changes.some(isRestorable) ? [{ kind: 'restore-flags', of: first.rollback }] : [],
  }
}
