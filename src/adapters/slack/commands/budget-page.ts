import { plainAnswer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import type { Subcommand } from './subcommand.ts'

export const budgetPage: Subcommand = {
  command: '/budget',
  name: 'page',
  usage: '',
  summary: 'a link to the pages in the browser',
  async run({ useCases, userId }) {
    const outcome = await useCases.signIn.link(userId)
    switch (outcome.kind) {
      case 'refused':
        return plainAnswer(`:warning: ${escapedLine(outcome.message)}`)
      case 'public':
        return plainAnswer(`<${outcome.url}|Open the pages>`)
      case 'link':
        return plainAnswer(
          `<${outcome.url}|Open the pages> — the link is yours alone. It works once, within ten minutes, and signs your browser in for twelve hours.`,
        )
    }
  },
}
