import type { Enforcement } from '../../../../src/core/kernel/enforcement.ts'
import { GATEWAY, Platform, service, type Told } from '../../../support/platform.ts'

export const SHADOWED = [GATEWAY, 'feature-store', 'model-registry', 'training']
export const BOUND = ['api-gateway', 'billing', 'search', 'shop']

export const written = (name: string, enforcement?: Enforcement) => ({
  ...service(name),
  ...(enforcement && { enforcement }),
})

/** Four services in shadow and four that are bound, all healthy and polled once. */
export async function openHalfInShadow(): Promise<Platform> {
  const platform = await Platform.open([
    ...SHADOWED.map((name) => written(name, 'shadow')),
    ...BOUND.map((name) => written(name)),
  ])
  for (const name of [...SHADOWED, ...BOUND]) platform.source.set(name, 0.9)
  await platform.poll()
  return platform
}

export const placeOf = ({ address }: Told): string =>
  address.kind === 'channel' ? address.purpose : address.kind === 'person' ? address.userId : address.kind

/** Everything that a bot owes which has sent nothing yet: `shadow: level-announcement`. */
export const toldBy = async (platform: Platform): Promise<readonly string[]> =>
  (await platform.owed()).map((message) => `${placeOf(message)}: ${message.content.kind}`)
