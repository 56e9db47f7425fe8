import { REASON_CODES } from '../../core/policy/decision.ts'

/** JSON Schema, as far as we write it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One line of text: no control characters, no lone surrogates, which no store or terminal takes well. */
export const ONE_LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]+$'

export const text = (description: string, maxLength = 200): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: ONE_LINE,
  description,
})
export const optional = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema['type'], 'null'] })
export const number = { type: 'number' } as const
export const string = { type: 'string' } as const
export const time = (description: string): JsonSchema => ({
  type: 'string',
  description: `${description}, ISO 8601`,
})
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  optionalNames: readonly string[] = [],
) => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optionalNames.includes(name)),
  properties,
})
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })

export const GATE_CALL: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['service', 'change'],
  properties: {
    service: text('A service that is configured'),
    change: text('A change type of its policy: feature, p0-hotfix, …'),
    revision: optional(text('What is shipped: a commit, a tag. Needed where a grant is needed')),
    environment: { ...text('Where to'), default: 'production' },
    risk: optional(text("A risk class higher than the change type's own")),
    request: optional(text('The deploy request that this belongs to', 64)),
    confirm: {
      ...list(text('Name of a requirement')),
      maxItems: 50,
      description: 'Requirements that the pipeline vouches for: tests-passing',
    },
  },
}

export const DECISION: JsonSchema = { type: 'string', enum: ['approved', 'needs-approval', 'blocked'] }
export const SEATS = list(object({ role: string, count: { type: 'integer' }, filledBy: list(string) }))
export const policy = object({ name: string, version: string })

export const GATE_ANSWER: JsonSchema = object(
  {
    allowed: { type: 'boolean' },
    decision: DECISION,
    level: string,
    service: string,
    change: string,
    risk: string,
    reasons: list({ type: 'string', enum: REASON_CODES }),
    seats: SEATS,
    requires: list(string),
    rule: string,
    policy,
    opensAt: time('When what blocks it ends by itself'),
    advice: { ...list(string), description: 'What the policy recommends' },
    explanation: string,
    requestId: optional(string),
    grantId: optional(string),
    expiresAt: optional(time('When the grant ends')),
    budget: object({
      remainingRatio: optional(number),
      at: optional(time('When it was measured')),
      stale: { type: 'boolean' },
    }),
    checklist: {
      ...list(
        object({
          item: string,
          title: string,
          done: { type: 'boolean' },
          by: { ...optional(string), description: 'Who vouches for it; budgeteer for what it knows' },
        }),
      ),
      description: 'What the policy looks at before a deployment; with a request only',
    },
  },
  ['opensAt', 'advice', 'checklist'],
)

export const EVENT: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['service', 'slo', 'good', 'total', 'at'],
  properties: {
    service: text('A service that is configured'),
    slo: text('One of its SLOs, of kind pushed'),
    good: {
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Good events since the last push',
    },
    total: {
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'All events since the last push',
    },
    at: { ...text('When they happened, ISO 8601 with a zone', 40), format: 'date-time' },
    key: optional(text('Makes a repeated push harmless: the same key is counted once')),
  },
}

export const MAX_EVENTS = 10_000

export const EVENTS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['events'],
  properties: { events: { type: 'array', minItems: 1, maxItems: MAX_EVENTS, items: EVENT } },
}

export const EVENTS_ANSWER: JsonSchema = object({ added: { type: 'integer' }, repeated: { type: 'integer' } })

export const READINESS: JsonSchema = object({
  ready: { type: 'boolean' },
  parts: list(object({ part: string, ok: { type: 'boolean' }, detail: string })),
})

export const PROBLEM: JsonSchema = object(
  {
    type: string,
    title: string,
    status: { type: 'integer' },
    detail: string,
    errors: list(object({ pointer: string, detail: string })),
  },
  ['errors'],
)
