import { SUBCOMMANDS } from '../../src/adapters/slack/commands/registry.ts'
import { code, GENERATED, page, prose, table } from './markdown.ts'

/** Everything that can be typed in Slack, as `/budget help` and `/deploy help` list it. */
export const slackPage = (): string =>
  page([
    '# Everything that can be typed in Slack',
    GENERATED,
    '`/budget help` and `/deploy help` list the same. Names may be shortened as long as only one begins so.',
    ...(['/budget', '/deploy'] as const).flatMap((slash) => [
      `## ${slash}`,
      table(
        ['command', 'what it does'],
        SUBCOMMANDS.filter(({ command }) => command === slash).map(({ name, usage, summary }) => [
          code(`${slash} ${name} ${usage}`.trim()),
          prose(summary),
        ]),
      ),
    ]),
  ])
