import { loadFreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { governed } from '../policy/catalog.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import type { Way } from '../policy/way.ts'
import { slotUnknown } from '../calendar/day-slot.ts'
import type { RequestWorld } from './request-world.ts'

/** What a change would get now, without approvals. Undefined for an unknown service or change type. */
export async function previewDecision(
  world: Pick<RequestWorld, 'catalog' | 'store' | 'clock'>,
  service: string,
  changeName: string,
  risk: string | null,
  way: Way | null = null,
): Promise<Decision | undefined> {
  const found = governed(world.catalog(), service)
  const change = found?.policy.changes.get(changeName)
  if (found === undefined || change === undefined) return undefined
  const now = world.clock.now()
  const status = await world.store.statuses.of(service)
  const freezeFacts = (await loadFreezeFacts(world.store, world.catalog(), now))(
    service,
    status,
    way === 'override',
  )
  const wanted = { change, risk: risk ?? change.risk }
  return decide(found.policy, {
    ...serviceFacts(found.policy, service, status, freezeFacts, [], now),
    serviceTitle: found.service.title,
    ...wanted,
    slot: slotUnknown({ service, ...wanted, revision: null }),
    way,
    people: [],
    automatic: false,
    claimsExemption: true,
  })
}
