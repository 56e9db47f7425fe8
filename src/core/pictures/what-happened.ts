import type { Period } from '../kernel/time/period.ts'
import { asOf, deploymentsBetween } from '../rollouts/deployment.ts'
import type { PicturedDeployment, PicturedIncident } from './picture.ts'
import type { PictureWorld } from './picture-world.ts'

/** As they were known at the end of the time: what ended later still goes on. */
export async function incidentsDuring(
  { store }: PictureWorld,
  service: string,
  { from, until }: Period,
): Promise<readonly PicturedIncident[]> {
  const incidents = await store.incidents.during(service, from, until)
  return incidents.map(({ id, what, startedAt, endedAt, costRatio }) => ({
    id,
    what,
    from: startedAt,
    until: endedAt !== null && endedAt <= until ? endedAt : null,
    costRatio,
  }))
}

/** Those to the environments that the gate guards, oldest first. */
export async function deploymentsDuring(
  { store, gatedEnvironments }: PictureWorld,
  service: string,
  { from, until }: Period,
): Promise<readonly PicturedDeployment[]> {
  // Of the last moment, too.
  const shown = { from, until: until + 1 }
  const deployments = await deploymentsBetween(store, gatedEnvironments(), shown, service)
  return deployments.map((one) => {
    const { id, revision, at, state } = asOf(one, until)
    return { id, revision, at, state }
  })
}
