import type { Catalog } from '../policy/catalog.ts'
import type { ServiceReport } from './status-report.ts'
import { severityOf } from './worst-first.ts'

/** What a service may be asked for by, beside its name: `severity` is 0 at the best level of its policy and 1 at the worst. */
type Sign = (service: ServiceReport, severity: number) => boolean

/** Colours as people say them: by the level's emoji; the best level is green and the worst one red, whatever their emoji. */
const SIGNS: Readonly<Record<string, Sign>> = {
  red: ({ emoji }, severity) => severity === 1 || /[🔴🟥🚨🛑⛔❌]|:red|:rotating_light:/u.test(emoji),
  orange: ({ emoji }) => /[🟠🟧]|:\w*orange/u.test(emoji),
  yellow: ({ emoji }) => /[🟡🟨⚠]|:\w*yellow|:warning:/u.test(emoji),
  green: ({ emoji }, severity) => severity === 0 || /[🟢🟩✅]|:\w*green|:white_check_mark:/u.test(emoji),
  frozen: isFrozen,
  burning: isBurning,
  stale: ({ stale }) => stale,
}

/** The colours and states that a status can be asked for by. */
export const MATCHING_SIGNS: readonly string[] = Object.keys(SIGNS)

/** Held by a freeze beside its level. */
export function isFrozen({ freezes }: ServiceReport): boolean {
  return freezes.some(({ inForce, kind }) => inForce && kind !== 'hours')
}

export function isBurning({ alerts }: ServiceReport): boolean {
  return alerts.length > 0
}

/** Services that a word asks for. */
export interface MatchingServices {
  /** `sign`: the word names a level, a colour or a state, and may match nothing now; `name`: a part of a name or title. */
  readonly by: 'sign' | 'name'
  readonly services: readonly ServiceReport[]
}

/**
 * The services that a word asks for, in their order: a level by its name or emoji, a colour, `frozen`, `burning`, `stale`, or a
 * part of a name. Undefined where it is none of these.
 */
export function matchingServices(
  word: string,
  services: readonly ServiceReport[],
  catalog: Catalog,
): MatchingServices | undefined {
  const wanted = word.toLowerCase()
  const levels = [...catalog.policies.values()].flatMap((policy) => policy.levels)
  const isLevel = (level: { readonly name: string; readonly emoji: string }): boolean =>
    level.name.toLowerCase() === wanted || bare(level.emoji) === bare(word)
  if (levels.some(isLevel))
    return {
      by: 'sign',
      services: services.filter(({ level: name, emoji }) => isLevel({ name, emoji })),
    }
  const sign = Object.hasOwn(SIGNS, wanted) ? SIGNS[wanted] : undefined
  if (sign !== undefined)
    return { by: 'sign', services: services.filter((service) => sign(service, severityOf(service, catalog))) }
  const named = services.filter(({ service, title }) =>
    [service, title].some((text) => text.toLowerCase().includes(wanted)),
  )
  return named.length === 0 ? undefined : { by: 'name', services: named }
}

/** Phones write an emoji with or without the sign that colours it. */
const bare = (emoji: string): string => emoji.replaceAll('\uFE0F', '')
