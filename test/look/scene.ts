import { DEVELOPER, SRE_1, SRE_2 } from '../../demo/cast.ts'
import { exceptionAndRollout } from '../../demo/story-ways.ts'
import { HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from '../e2e/a-stage.ts'

/** A day on which there is something on every page: freezes, incidents, requests in all states, plans, actions and wrong data. */
export async function openBusyDay(): Promise<Scene> {
  const scene = await openScene()
  const { stage, audience, fails } = scene
  const types = (person: { readonly id: string }, line: string): Promise<string> =>
    audience.command(person.id, line)
  await fails(OUTAGE_MINUTES.WARNING)
  await stage.pass(24 * HOUR_MS, { stepMs: 6 * HOUR_MS })
  await types(DEVELOPER, `/deploy request ${SERVICE} v1.3.0 feature`)
  await fails(OUTAGE_MINUTES.CRITICAL - OUTAGE_MINUTES.WARNING)
  await audience.sees('engineering', 'ERROR BUDGET FREEZE: CRITICAL')
  await types(SRE_1, `/budget ic ${SERVICE} @${SRE_1.name}`)
  await types(SRE_1, `/budget war-room ${SERVICE} https://meet.example/emergency`)
  await types(SRE_1, `/budget incident add ${SERVICE} MemoryLeak 30m ago`)
  await exceptionAndRollout(audience, SERVICE)
  await types(DEVELOPER, `/deploy request ${SERVICE} v1.2.4 p0-hotfix`)
  await types(DEVELOPER, '/deploy plan api-gateway v2.1.0 feature tomorrow 10:00')
  await types(
    SRE_2,
    '/budget freeze feature-store the year ends, and nobody is here to roll anything back for 2 days',
  )
  await types(SRE_1, '/budget correctness model-registry models were served under the name of another one')
  await audience.hearsItOut()
  for (const view of stage.workspace.openViews(DEVELOPER.id)) await stage.workspace.closeView(view, true)
  return scene
}
