import { nearest } from '../../../core/kernel/nearest.ts'
import type { DeployRequest } from '../../../core/requests/deploy-request.ts'
import { plainAnswer } from '../answer.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import type { SlackUseCases } from '../use-cases.ts'
import type { Word } from './words.ts'

/** The request that an argument names, or what to say instead. */
export async function knownRequest(
  useCases: SlackUseCases,
  words: readonly Word[],
  usage: string,
): Promise<{ readonly request: DeployRequest } | { readonly problem: Answer }> {
  const id = words[0]?.text ?? ''
  if (id === '')
    return { problem: plainAnswer(`Which one? \`${usage} &lt;id&gt;\`; \`/deploy list\` shows the ids.`) }
  const request = await useCases.request(id)
  if (request !== undefined) return { request }
  const recent = await useCases.requests({ limit: 50 })
  const near = nearest(
    id,
    recent.map((known) => known.id),
  )
  const hint = near === undefined ? '`/deploy list` shows the ids.' : `Did you mean \`${near}\`?`
  return { problem: plainAnswer(`There is no request “${escapedLine(id.slice(0, 60))}”. ${hint}`) }
}
