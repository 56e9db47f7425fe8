import type { Answer } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import type { SlashCommand, Subcommand } from './subcommand.ts'

const ABOUT: Readonly<Record<SlashCommand, string>> = {
  '/budget': 'Error budgets: how much is left, and what the policy makes of it.',
  '/deploy': 'Deploy requests: ask, follow and withdraw.',
}

/** A help subcommand that lists whatever stands in the registry for its slash command. */
export function helpFor(command: SlashCommand, registry: () => readonly Subcommand[]): Subcommand {
  return {
    command,
    name: 'help',
    usage: '',
    summary: 'this list',
    run: () => Promise.resolve(helpAnswer(command, registry())),
  }
}

function helpAnswer(command: SlashCommand, registry: readonly Subcommand[]): Answer {
  const lines = registry
    .filter((subcommand) => subcommand.command === command)
    .map(({ name, usage, summary }) => `\`${escapedUsage(`${command} ${name} ${usage}`)}\` ${summary}`)
  const text = `*${command}* — ${ABOUT[command]}\n${lines.join('\n')}`
  return {
    text,
    blocks: [
      section(text),
      context('Names may be shortened as long as only one begins so. Only you see the answers.'),
    ],
  }
}

const escapedUsage = (usage: string): string => usage.trim().replaceAll('<', '&lt;').replaceAll('>', '&gt;')
