import { DEPLOYMENT_EVENTS } from '../../core/rollouts/report-deployment.ts'
import { ROLLOUT_STATES } from '../../core/rollouts/rollout.ts'
import { type JsonSchema, list, number, object, optional, SEATS, string, text, time } from './schemas.ts'

export const DEPLOYMENT_REPORT: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['service', 'revision', 'event'],
  properties: {
    service: text('A service that is configured'),
    revision: text('What is shipped: a commit, a tag'),
    environment: { ...text('Where to'), default: 'production' },
    event: { type: 'string', enum: DEPLOYMENT_EVENTS, description: 'What has happened, or is about to' },
    stage: {
      type: ['integer', 'null'],
      minimum: 1,
      maximum: 100,
      description: 'With the event stage: the percentage that begins now',
    },
    request: optional(text('The deploy request that this belongs to', 64)),
  },
}

export const DEPLOYMENT_ANSWER: JsonSchema = object({
  rolloutId: string,
  requestId: optional(string),
  service: string,
  revision: string,
  environment: string,
  state: { type: 'string', enum: ROLLOUT_STATES },
  percent: number,
  next: {
    anyOf: [
      object({
        percent: number,
        title: string,
        allowed: { type: 'boolean', description: 'Whether it may begin now' },
        notBefore: time('When the stage before has been watched for long enough'),
        seats: SEATS,
      }),
      { type: 'null' },
    ],
  },
  watchedUntil: time('Until when the stage that was reached is watched'),
  costs: list(object({ slo: string, costRatio: optional(number), outageSeconds: optional(number) })),
  repeated: { type: 'boolean', description: 'The same had been reported before' },
})
