import type { FastifyInstance } from 'fastify'
import type { DeploymentReport } from '../../core/rollouts/report-deployment.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { answerWithin } from './answer-within.ts'
import { DEPLOYMENT_ANSWER, DEPLOYMENT_REPORT } from './deployment-schemas.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import { unknownName } from './unknown-name.ts'
import type { HttpUseCases } from './use-cases.ts'

interface DeploymentBody {
  readonly service: string
  readonly revision: string
  readonly environment: string
  readonly event: DeploymentReport['event']
  readonly stage?: number | null
  readonly request?: string | null
}

/** POST /v1/deployments: a pipeline tells that a deployment began, reaches a stage, or ended. */
export function deploymentsRoute(
  app: FastifyInstance,
  { useCases, clock, answerWithinMs }: { useCases: HttpUseCases; clock: Clock; answerWithinMs: number },
): void {
  app.post<{ Body: DeploymentBody }>(
    '/v1/deployments',
    {
      schema: { body: DEPLOYMENT_REPORT, response: { 200: DEPLOYMENT_ANSWER } },
      config: {
        scope: 'gate',
        knownFields: Object.keys(DEPLOYMENT_REPORT['properties'] as object),
        doc: {
          summary: 'Report a deployment: started, a stage, finished, failed, rolled back',
          answer: 'The deployment as it stands, and what may come next',
          idempotent: true,
          conflicts: true,
        },
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const keyed = idempotencyKey(request.headers)
      if (keyed.kind === 'unusable') return sendProblem(reply, keyed.problem)
      const errors = mistakes(useCases, body)
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      if (caller === null) throw new Error('POST /v1/deployments was reached without a token')

      const reported = useCases.reportDeployment({
        service: body.service,
        revision: body.revision,
        environment: body.environment,
        event: body.event,
        percent: body.stage ?? null,
        requestId: body.request ?? null,
        idempotencyKey: keyed.key,
        token: caller.name,
      })
      const outcome = await answerWithin(reported, 'the deployment', answerWithinMs)
      switch (outcome.kind) {
        case 'recorded':
          return outcome.rollout
        case 'unknown-request':
          return sendProblem(reply, invalidFields([{ pointer: '/request', detail: outcome.message }]))
        case 'conflict': {
          const { until } = outcome
          const headers = until !== null && { headers: { 'retry-after': secondsUntil(until, clock.now()) } }
          return sendProblem(reply, { status: 409, detail: outcome.message, ...headers })
        }
      }
    },
  )
}

const secondsUntil = (until: number, now: number): string =>
  String(Math.max(1, Math.ceil((until - now) / SECOND_MS)))

function mistakes(useCases: HttpUseCases, body: DeploymentBody): readonly FieldError[] {
  const { services } = useCases.catalog()
  const errors: FieldError[] = []
  if (!services.has(body.service))
    errors.push({ pointer: '/service', detail: unknownName('service', body.service, services.keys()) })
  const stage = body.stage ?? null
  if (body.event === 'stage' && stage === null)
    errors.push({ pointer: '/stage', detail: 'is required with the event stage' })
  if (body.event !== 'stage' && stage !== null)
    errors.push({ pointer: '/stage', detail: 'goes with the event stage alone' })
  return errors
}
