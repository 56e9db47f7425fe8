import type { Message } from '../../demo/workspace/state.ts'

/** The first lines of the announcements that stand in a channel, without their figures and outside of threads. */
export const announcementsIn = (messages: readonly Message[]): string[] =>
  messages
    .filter(({ threadTs, text }) => threadTs === null && /Error Budget Status|ERROR BUDGET FREEZE/.test(text))
    .map(({ text }) => /^[^(\n]*[^(\n ]/.exec(text.replace(/ - (?:ENDED|CONTINUES AS).*/, ''))?.[0] ?? text)

/** By which ids the bot would find its own posts again: one for each message that it owed. */
export const messageIds = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ metadata }) => {
    const id = metadata?.event_payload['id']
    return typeof id === 'string' ? [id] : []
  })
