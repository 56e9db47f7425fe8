import { once } from 'node:events'
import { createServer } from 'node:net'
import { Agent, request } from 'undici'
import { z } from 'zod'
import type { Settings } from '../../config/settings/settings-reader.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { type Finding, good, messageOf, problem, warning } from './finding.ts'

const ASK_MS = 5 * SECOND_MS

const readiness = z.object({
  ready: z.boolean(),
  parts: z.array(z.object({ part: z.string(), ok: z.boolean(), detail: z.string() })),
})

/** Whether the bot could listen, or listens already. */
export async function httpFindings({ http: { host, port } }: Settings): Promise<readonly Finding[]> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const refusal = await refusalToListen(host, port)
  if (refusal === null)
    return [good('http', port === 0 ? `any free port of ${host} is taken` : `${address} is free`)]
  if (refusal.code !== 'EADDRINUSE')
    return [
      problem(
        'http',
        `the bot cannot listen at ${address}: ${refusal.message}`,
        'see http in budgeteer.yaml',
      ),
    ]
  const running = await readinessAt(host, port)
  if (running === undefined)
    return [problem('http', `another program listens at ${address}`, 'end it, or choose another http.port')]
  const unwell = running.parts.filter(({ ok }) => !ok).map(({ part, detail }) => `${part}: ${detail}`)
  if (running.ready) return [good('http', `a Budgeteer is running at ${address}, and ready`)]
  return [
    warning('http', `a Budgeteer is running at ${address}, not ready: ${unwell.join('; ')}`, 'see its log'),
  ]
}

interface Refusal {
  readonly code: string
  readonly message: string
}

async function refusalToListen(host: string, port: number): Promise<Refusal | null> {
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { code, message: messageOf(error) }
  } finally {
    server.close()
  }
}

/** What a bot that listens there says of itself; undefined when it is none. */
async function readinessAt(host: string, port: number): Promise<z.infer<typeof readiness> | undefined> {
  const own =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  try {
    // A proxy would look for it on its own machine.
    const { body } = await request(`http://${own}:${port}/readyz`, {
      signal: AbortSignal.timeout(ASK_MS),
      dispatcher: new Agent(),
    })
    return readiness.safeParse(await body.json()).data
  } catch {
    return undefined
  }
}
