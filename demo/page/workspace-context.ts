import type { PagePerson } from '../workspace/page-protocol.ts'
import type { TextContext } from './mrkdwn-view.ts'
import type { Page } from './page.ts'
import type { DatePlace } from './slack-date.ts'
import type { PageState } from './state.ts'

/** Dates are told from the workspace's clock, which the panel may set days ahead. */
export function placeOf(state: PageState): DatePlace {
  const now = state.panel === null ? Number.NaN : Date.parse(state.panel.now)
  return { nowMs: Number.isNaN(now) ? Date.now() : now }
}

export function personOf(state: PageState, id: string): PagePerson {
  return (
    state.people.find((person) => person.id === id) ?? {
      id,
      name: id,
      title: '',
      colour: '#5b6470',
      isBot: false,
    }
  )
}

export function textContext(state: PageState, page: Page): TextContext {
  return {
    place: placeOf(state),
    me: state.me,
    personName: (id) => state.people.find((person) => person.id === id)?.name ?? null,
    channelName: (id) => state.channels.find((channel) => channel.id === id)?.name ?? null,
    group: (id) => state.groups.find((group) => group.id === id) ?? null,
    openChannel: page.openChannel,
  }
}
