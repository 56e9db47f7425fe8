import { SECOND_MS } from '../../core/kernel/time/duration.ts'

/** In the order in which they are told. */
export const AREAS = [
  'configuration',
  'environment',
  'slack',
  'sources',
  'slos',
  'store',
  'http',
  'mail',
  'webhooks',
] as const
export type Area = (typeof AREAS)[number]

/** One thing that was looked at. A `problem` keeps the bot from working, a `warning` takes something away. */
export interface Finding {
  readonly area: Area
  readonly kind: 'good' | 'warning' | 'problem'
  readonly text: string
  /** What would make it good; null where it is. */
  readonly todo: string | null
}

export const good = (area: Area, text: string): Finding => ({ area, kind: 'good', text, todo: null })
export const warning = (area: Area, text: string, todo: string): Finding => ({
  area,
  kind: 'warning',
  text,
  todo,
})
export const problem = (area: Area, text: string, todo: string): Finding => ({
  area,
  kind: 'problem',
  text,
  todo,
})

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What a check found. One that fails or takes longer than `limitMs` is a problem itself, and hides no other. Never rejects. */
export async function findingsWithin(
  area: Area,
  limitMs: number,
  check: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const limit = AbortSignal.timeout(limitMs)
  const cutOff = new Promise<never>((_resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`no answer within ${limitMs / SECOND_MS} s`)))
  })
  try {
    return await Promise.race([check(limit), cutOff])
  } catch (error) {
    return [problem(area, `this could not be looked at: ${messageOf(error)}`, 'mend that, and ask again')]
  }
}

const SKEW_WARNING_MS = 5 * SECOND_MS
const SKEW_PROBLEM_MS = 30 * SECOND_MS

/** `skewMs` is the other clock minus ours. */
export function skewFinding(area: Area, whose: string, skewMs: number): Finding {
  const away = Math.abs(skewMs)
  if (away <= SKEW_WARNING_MS) return good(area, `${whose} clock and this machine's agree`)
  const seconds = Math.round(away / SECOND_MS)
  const text = `${whose} clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  const todo = 'synchronise both with NTP'
  return away > SKEW_PROBLEM_MS ? problem(area, text, todo) : warning(area, text, todo)
}
