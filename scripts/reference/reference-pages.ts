import { commandLinePage } from './command-line-page.ts'
import { httpPage } from './http-page.ts'
import { messagesPage } from './messages-page.ts'
import { configurationPage, policyPage } from './schema-pages.ts'
import { slackPage } from './slack-page.ts'

/** The pages of docs/reference/ by file name, made of the shapes that the program really uses. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['configuration.md', configurationPage()],
    ['policy.md', policyPage()],
    ['messages.md', messagesPage()],
    ['http.md', await httpPage()],
    ['command-line.md', await commandLinePage()],
    ['slack.md', slackPage()],
  ])
}
