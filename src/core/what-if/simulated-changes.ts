import type { Look } from '../backtest/player.ts'
import type { Service } from '../budgets/slo.ts'
import { type FreezeFactStores, loadFreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { seatsInWords } from '../policy/approval-words.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Policy } from '../policy/policy.ts'
import { whatMayShip } from '../status/what-may-ship.ts'
import { statusIn } from './look.ts'
import type { SimulatedChange } from './simulation.ts'

/** What the gate would say to each change type now at the level that it would be at, where that is not what it says. */
export async function simulatedChanges(
  store: FreezeFactStores,
  catalog: Catalog,
  { service, policy }: { readonly service: Service; readonly policy: Policy },
  before: Look,
  after: Look,
  now: number,
): Promise<readonly SimulatedChange[]> {
  const freezeFacts = await loadFreezeFacts(store, catalog, now)
  const shipping = (look: Look) => {
    const status = statusIn(look, service.name)
    const facts = serviceFacts(
      policy,
      service.name,
      status,
      freezeFacts(service.name, status, true),
      [],
      look.at,
    )
    return whatMayShip(policy, facts)
  }
  const then = new Map(shipping(after).map((report) => [report.change, report]))
  return shipping(before).flatMap((report): readonly SimulatedChange[] => {
    const other = then.get(report.change)
    if (other === undefined) return []
    const [approversNow, approvers] = [seatsInWords(policy, report.seats), seatsInWords(policy, other.seats)]
    if (other.decision === report.decision && approversNow === approvers) return []
    return [
      { change: report.change, title: report.title, now: report.decision, after: other.decision, approvers },
    ]
  })
}
