import { expect, it } from 'vitest'
import type { RiskAct } from '../../../src/core/risks/acceptance.ts'
import type { IncidentRisk } from '../../../src/core/risks/risk-store.ts'
import { onEachStore } from './each-store.ts'

const accepted: RiskAct = {
  catalog: 'shop',
  risk: 'cache',
  isAccepted: true,
  by: 'U1',
  at: 1_700_000_000_000,
  why: 'A spare costs more',
  badMinutesPerYear: 68.484375,
}
const seen: IncidentRisk = {
  incident: 'i_1',
  catalog: 'shop',
  risk: 'cache',
  by: 'U1',
  at: 1_700_000_000_000,
}

onEachStore((current) => {
  it('keeps the newest act of each risk', async () => {
    const { risks } = current()
    const other = { ...accepted, risk: 'disk' }
    const takenBack = { ...accepted, isAccepted: false, by: 'U2', at: accepted.at + 1, why: 'It hurts' }
    for (const act of [other, accepted, takenBack]) await risks.saveAct(act)
    expect(await risks.acts()).toEqual([takenBack, other])
  })

  it('keeps which risk an incident was a case of, and forgets it', async () => {
    const { risks } = current()
    await risks.saveIncidentRisk(seen)
    await risks.saveIncidentRisk({ ...seen, incident: 'i_2', catalog: 'other' })
    await risks.saveIncidentRisk({ ...seen, risk: 'disk' })
    expect(await risks.riskOf('i_1')).toEqual({ ...seen, risk: 'disk' })
    expect(await risks.incidentRisks('shop')).toEqual([{ ...seen, risk: 'disk' }])
    await risks.forgetIncidentRisk('i_1')
    expect(await risks.riskOf('i_1')).toBeUndefined()
  })

  it('knows when the record begins', async () => {
    const store = current()
    expect(await store.risks.recordSince()).toBeUndefined()
    const entry = { kind: 'configuration', actor: 'budgeteer', service: '*', data: {} } as const
    await store.audit.append([
      { ...entry, at: 5 },
      { ...entry, at: 9 },
    ])
    expect(await store.risks.recordSince()).toBe(5)
  })
})
