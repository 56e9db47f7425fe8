import { nearest } from '../../../core/kernel/nearest.ts'
import type { DeployRequest } from '../../../core/requests/deploy-request.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import type { Call } from './subcommand.ts'

/** The request that the first word names. `command` is what was typed before it. Throws Misunderstood. */
export async function knownRequest(
  { useCases, words }: Pick<Call, 'useCases' | 'words'>,
  command: string,
): Promise<DeployRequest> {
  const id = words[0]?.text ?? ''
  if (id === '')
    throw new Misunderstood(`Which one? \`${command} &lt;id&gt;\`; \`/deploy list\` shows the ids.`)
  const request = await useCases.requests.byId(id)
  if (request !== undefined) return request
  const recent = await useCases.requests.list({ limit: 50 })
  const near = nearest(
    id,
    recent.map((known) => known.id),
  )
  const hint = near === undefined ? '`/deploy list` shows the ids.' : `Did you mean \`${near}\`?`
  throw new Misunderstood(`There is no request “${escapedLine(id.slice(0, 60))}”. ${hint}`)
}
