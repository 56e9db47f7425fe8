import type { PageChannel } from '../workspace/page-protocol.ts'
import { avatarView } from './avatar.ts'
import { h } from './element.ts'
import { keepingFocus } from './focus.ts'
import { icon } from './icon.ts'
import type { Page } from './page.ts'
import { unreadCount, type PageState } from './state.ts'
import { personOf } from './workspace-context.ts'

/** The left side: channels, direct messages, and who this tab acts as. */
export class Sidebar {
  readonly #root: HTMLElement
  readonly #page: Page
  #drawn = ''

  constructor(root: HTMLElement, page: Page) {
    this.#root = root
    this.#page = page
  }

  update(state: PageState): void {
    const unread = state.channels.map(({ id }) => unreadCount(state, id))
    const signature = JSON.stringify([
      state.channels,
      state.people,
      state.me,
      state.channel,
      state.tab,
      state.hasHome,
      unread,
      state.commands.length,
    ])
    if (signature === this.#drawn) return
    this.#drawn = signature
    keepingFocus(this.#root, () => this.#root.replaceChildren(...this.#sections(state)))
  }

  #sections(state: PageState): HTMLElement[] {
    const channels = state.channels.filter(({ kind }) => kind === 'channel')
    const direct = state.channels.filter(({ kind }) => kind === 'dm')
    return [
      this.#channelSection('Channels', channels, state),
      ...(direct.length === 0 ? [] : [this.#channelSection('Budgeteer', direct, state)]),
      this.#people(state),
    ]
  }

  #channelSection(title: string, channels: readonly PageChannel[], state: PageState): HTMLElement {
    return h(
      'nav',
      { class: 'side-section', 'aria-label': title },
      h('h2', { class: 'side-title' }, title),
      h(
        'ul',
        { class: 'side-list' },
        ...(channels[0]?.kind === 'dm' && state.hasHome ? [h('li', {}, this.#home(state))] : []),
        ...channels.map((channel) => h('li', {}, this.#channel(channel, state))),
      ),
    )
  }

  #home(state: PageState): HTMLElement {
    return h(
      'button',
      {
        type: 'button',
        class: 'side-item',
        'aria-current': state.tab === 'home' ? 'page' : null,
        'data-focus': 'app home',
        onclick: () => this.#page.openHome(),
      },
      h('span', { class: 'hash', 'aria-hidden': 'true' }, icon('home')),
      h('span', { class: 'side-name' }, 'Home'),
    )
  }

  #channel(channel: PageChannel, state: PageState): HTMLElement {
    const unread = unreadCount(state, channel.id)
    const current = channel.id === state.channel && state.tab === 'messages'
    const app =
      state.people.find(({ isBot, name }) => isBot && name === channel.name) ??
      state.people.find(({ isBot }) => isBot)
    const sign =
      channel.kind === 'dm' && app
        ? avatarView(app, 'small')
        : h('span', { class: 'hash', 'aria-hidden': 'true' }, '#')
    return h(
      'button',
      {
        type: 'button',
        class: unread > 0 && !current ? 'side-item side-item-unread' : 'side-item',
        'aria-current': current ? 'page' : null,
        'data-channel': channel.name,
        'data-focus': `channel ${channel.id}`,
        onclick: () => this.#page.openChannel(channel.id),
      },
      sign,
      h('span', { class: 'side-name' }, channel.name),
      unread > 0 &&
        !current &&
        h('span', { class: 'unread' }, String(unread), h('span', { class: 'hidden' }, ' unread')),
    )
  }

  #people(state: PageState): HTMLElement {
    const people = state.people.filter(({ isBot }) => !isBot)
    const items = people.map((person, index) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'side-item person',
            'aria-pressed': String(person.id === state.me),
            'aria-keyshortcuts': `Alt+${index + 1}`,
            title: `Act as ${person.name} (Alt+${index + 1})`,
            'data-person': person.id,
            'data-focus': `person ${person.id}`,
            onclick: () => this.#page.actAs(person.id),
          },
          avatarView(person, 'small'),
          h('span', { class: 'side-name' }, person.name, h('span', { class: 'person-title' }, person.title)),
          h('kbd', { class: 'person-key', 'aria-hidden': 'true' }, String(index + 1)),
        ),
      ),
    )
    return h(
      'section',
      { class: 'side-section people', 'aria-labelledby': 'people-title' },
      h(
        'h2',
        { class: 'side-title', id: 'people-title' },
        'Acting as',
        h('span', { class: 'side-hint' }, 'Alt + number'),
      ),
      h('ul', { class: 'side-list' }, ...items),
    )
  }
}

/** The little picture in the phone's head that shows who one is and opens the list of people. */
export function meButton(state: PageState, open: () => void): HTMLElement {
  const me = personOf(state, state.me)
  return h(
    'button',
    {
      type: 'button',
      class: 'me-button',
      'aria-label': `Acting as ${me.name}, ${me.title}. Change`,
      onclick: open,
    },
    avatarView(me, 'small'),
  )
}
