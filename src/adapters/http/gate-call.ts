import { z } from 'zod'
import { idempotent } from './idempotency-key.ts'
import { boolean, line } from './shapes.ts'
import { checked } from './validation.ts'

/** The question of a pipeline, as it is sent. */
export const GATE_CALL = z.strictObject({
  service: line('A service that is configured'),
  change: line('A change type of its policy: feature, p0-hotfix, …'),
  revision: line('What is shipped: a commit, a tag. Needed where a grant is needed').nullable().default(null),
  environment: line('Where to').default('production'),
  risk: line("A risk class higher than the change type's own").nullable().default(null),
  request: line('The deploy request that this belongs to', 64).nullable().default(null),
  run: line('The pipeline run that asks, by its id: a further attempt of it may use its grant again')
    .nullable()
    .default(null),
  attempt: z
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .default(null)
    .describe('Which attempt of the run this is, from 1; counted where it is left out'),
  confirm: z
    .array(line('Name of a requirement'))
    .max(50)
    .default([])
    .describe('Requirements that the pipeline vouches for: tests-passing'),
  dryRun: boolean
    .default(false)
    .describe('Asks what would be answered: no grant is used, and the record says so'),
})

export type SentCall = z.output<typeof GATE_CALL>

/**
 * Checks a part of a call. What is plainly right is taken as it is, as most calls are; the shape looks at all others, and words
 * what is wrong with them: it costs several times as much.
 */
export const checkCall = (httpPart: string | undefined) => (sent: unknown) => {
  const isBody = httpPart === 'body'
  const plain = isBody ? plainCall(sent) : plainHeaders(sent)
  return plain === undefined ? checked(sent, isBody ? GATE_CALL : idempotent, httpPart) : { value: plain }
}

const plainHeaders = (sent: unknown) =>
  isRecord(sent) && sent['idempotency-key'] === undefined ? sent : undefined

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Letters, digits and signs of ASCII: as many characters as UTF-16 units, and none that is invisible. */
const isLine = (value: unknown): boolean => typeof value === 'string' && /^[ -~]{1,200}$/.test(value)
const isLineOrNull = (value: unknown): boolean => value === null || isLine(value)
const isAttempt = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000

/** The fields of a plain call. The id of a request is left to the shape. */
const PLAIN_FIELDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['service', isLine],
  ['change', isLine],
  ['revision', isLineOrNull],
  ['environment', isLine],
  ['risk', isLineOrNull],
  ['run', isLineOrNull],
  ['attempt', isAttempt],
  ['confirm', (value) => Array.isArray(value) && value.length <= 50 && value.every(isLine)],
])

/** The call as the shape would give it; undefined for what the shape must look at. */
export function plainCall(sent: unknown): SentCall | undefined {
  if (!isRecord(sent)) return undefined
  const call: Record<string, unknown> = {
    revision: null,
    environment: 'production',
    risk: null,
    request: null,
    run: null,
    attempt: null,
    confirm: [],
    dryRun: false,
  }
  for (const name of Object.keys(sent)) {
    if (PLAIN_FIELDS.get(name)?.(sent[name]) !== true) return undefined
    call[name] = sent[name]
  }
  if (call['service'] === undefined || call['change'] === undefined) return undefined
  return call as SentCall
}
