import type { KnownBlock } from '@slack/types'
import { ErrorCode, type WebClient } from '@slack/web-api'
import { z } from 'zod'

import { counted } from '../../core/kernel/counted.ts'
import type { SlackFinding } from './slack-finding.ts'
import { isMethodLacking, slackFailure } from './slack-failure.ts'

/** A message as the bot would post it. `template` names the file that its words are from. */
export interface MessageToCheck {
  readonly template: string
  readonly blocks: readonly KnownBlock[]
}

/** More than these say nothing new. */
const MOST_PROBLEMS = 5

const refusal = z.object({
  ok: z.literal(false),
  errors: z.array(z.object({ pointer: z.string().default(''), message: z.string().default('refused') })),
})

/**
 * Has the server look at the blocks of each message, which posts nothing. A server that cannot do that, as most beside Slack
 * itself, is said in a word. Never rejects.
 */
export async function checkBlocks(
  client: WebClient,
  messages: readonly MessageToCheck[],
): Promise<readonly SlackFinding[]> {
  const found: SlackFinding[] = []
  // One after the other: Slack limits how often it may be asked, and does not say to what.
  for (const [checked, { template, blocks }] of messages.entries()) {
    try {
      await client.blocks.validate({ message: { blocks: [...blocks] } })
    } catch (error) {
      const refused = refusalIn(error)
      if (refused === undefined)
        return [...found, notChecked(slackFailure(error).error, checked, messages.length)]
      found.push(...refused.map((text) => problemOf(template, text)))
    }
  }
  if (found.length === 0 && messages.length > 0)
    return [{ kind: 'good', text: `Slack takes the blocks of all ${counted(messages.length, 'template')}` }]
  return [...found.slice(0, MOST_PROBLEMS), ...leftOut(found.length - MOST_PROBLEMS)]
}

/** What the server said of each fault; undefined where it said something else than that the blocks are wrong. */
function refusalIn(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== ErrorCode.PlatformError)
    return undefined
  const read = refusal.safeParse('data' in error ? error.data : undefined)
  if (read.success)
    return read.data.errors.map(({ pointer, message }) => `${message} (at ${pointer === '' ? '/' : pointer})`)
  const said = slackFailure(error).error
  return said === 'invalid_blocks' ? [said] : undefined
}

const problemOf = (template: string, text: string): SlackFinding => ({
  kind: 'problem',
  text: `Slack refuses what ${template}.liquid makes: ${text}`,
  todo: 'shorten the template, or take out what Slack does not know',
})

const notChecked = (error: string, checked: number, all: number): SlackFinding => ({
  kind: 'good',
  text:
    checked === 0
      ? `the blocks of templates were not checked: ${isMethodLacking(error) ? `the server has no blocks.validate (${error})` : `the server answered ${error}`}`
      : `the blocks of ${checked} of ${counted(all, 'template')} were checked, then the server answered ${error}`,
})

const leftOut = (count: number): readonly SlackFinding[] =>
  count > 0
    ? [{ kind: 'problem', text: `Slack refuses ${count} more`, todo: 'mend the first, and look again' }]
    : []
