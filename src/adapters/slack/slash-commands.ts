import type { App } from '@slack/bolt'

import { plainAnswer } from './answer.ts'
import { findSubcommand } from './commands/find-subcommand.ts'
import { Misunderstood } from './commands/misunderstood.ts'
import { SUBCOMMANDS } from './commands/registry.ts'
import { wordsOf } from './commands/words.ts'
import type { Desk } from './desk.ts'

/** Answers `/budget` and `/deploy`. Slack is acknowledged before the work begins. */
export function listenToCommands(app: App, desk: Desk): void {
  for (const name of ['/budget', '/deploy'] as const) {
    app.command(name, async ({ command, ack }) => {
      await ack()
      const { text, user_id: userId, channel_id: channelId, trigger_id: triggerId } = command
      const answer = await desk.attempt(`${name} ${text}`.slice(0, 100), async () => {
        try {
          const { subcommand, rest } = findSubcommand(SUBCOMMANDS, name, wordsOf(text), [
            ...desk.useCases.catalog().services.keys(),
          ])
          return await subcommand.run({
            words: rest,
            userId,
            channelId,
            now: desk.clock.now(),
            useCases: desk.useCases,
            openModal: (view) => desk.openModal(triggerId, view),
          })
        } catch (error) {
          if (error instanceof Misunderstood) return plainAnswer(error.message)
          throw error
        }
      })
      if (answer !== null) {
        await desk.answer({ userId, channelId, responseUrl: command.response_url }, answer)
      }
    })
  }
}
