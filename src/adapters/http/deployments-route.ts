import { z } from 'zod'
import { spelled } from '../spelling/command-text.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { DEPLOYMENT_EVENTS } from '../../core/rollouts/report-deployment.ts'
import { ROLLOUT_STATES } from '../../core/rollouts/rollout.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { idempotent } from './idempotency-key.ts'
import { type FieldError, invalidFields, problemAnswer, sendProblem } from './problem.ts'
import { boolean, line, list, number, seats, string, time } from './shapes.ts'
import { unknownService } from './unknown-name.ts'

const CALL = z.strictObject({
  service: line('A service that is configured'),
  revision: line('What is shipped: a commit, a tag'),
  environment: line('Where to').default('production'),
  event: z.enum(DEPLOYMENT_EVENTS).describe('What has happened, or is about to'),
  stage: z
    .int()
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .describe('With the event stage: the percentage that begins now'),
  request: line('The deploy request that this belongs to', 64).nullable().default(null),
})

const ANSWER = z
  .object({
    rolloutId: string,
    requestId: string.nullable(),
    service: string,
    revision: string,
    environment: string,
    state: z.enum(ROLLOUT_STATES),
    percent: number,
    next: z
      .object({
        percent: number,
        title: string,
        allowed: boolean.describe('Whether it may begin now'),
        notBefore: time('When the stage before has been watched for long enough'),
        seats,
      })
      .nullable(),
    watchedUntil: time('Until when the stage that was reached is watched'),
    costs: list(z.object({ slo: string, costRatio: number.nullable(), outageSeconds: number.nullable() })),
    repeated: boolean.describe('The same report came before'),
  })
  .describe('The deployment as it stands, and what may come next')

/** POST /v1/deployments: a pipeline reports that a deployment began, reaches a stage, or ended. */
export function deploymentsRoute(app: HttpApp, { useCases, metrics, clock, within }: HttpWorld): void {
  app.post(
    '/v1/deployments',
    {
      schema: {
        summary: 'Report a deployment: started, a stage, finished, failed, rolled back',
        headers: idempotent,
        body: CALL,
        response: {
          200: ANSWER,
          409: problemAnswer('A conflict with the state of the deployment; `detail` says why'),
        },
      },
      config: { scope: 'gate' },
    },
    async ({ body, headers, caller }, reply) => {
      const errors = [...unknownService(body.service, useCases.catalog()), ...stageMistakes(body)]
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))

      const { stage: percent, request: requestId, ...deployment } = body
      const idempotencyKey = headers['idempotency-key'] ?? null
      const outcome = await within(
        useCases.rollouts.report({ ...deployment, percent, requestId, idempotencyKey, token: caller.name }),
      )
      switch (outcome.kind) {
        case 'recorded':
          if (!outcome.rollout.repeated) metrics.recordDeployment(body.service, body.event)
          return outcome.rollout
        case 'unknown-request':
          return sendProblem(reply, invalidFields([{ pointer: '/request', detail: outcome.message }]))
        case 'conflict': {
          const { until } = outcome
          const wait = until !== null && { headers: { 'retry-after': secondsUntil(until, clock.now()) } }
          return sendProblem(reply, { status: 409, detail: spelled(outcome.message), ...wait })
        }
      }
    },
  )
}

const secondsUntil = (until: number, now: number): string =>
  String(Math.max(1, Math.ceil((until - now) / SECOND_MS)))

function stageMistakes({ event, stage }: z.infer<typeof CALL>): readonly FieldError[] {
  if ((event === 'stage') === (stage !== null)) return []
  const detail = stage === null ? 'is required with the event stage' : 'goes with the event stage alone'
  return [{ pointer: '/stage', detail }]
}
