import { Composer } from './composer.ts'
import { h } from './element.ts'
import { icon } from './icon.ts'
import { MessageList } from './message-list.ts'
import type { Page } from './page.ts'
import { threadReplies, visibleMessages, type PageState } from './state.ts'

/** The pane on the right, on phones the whole screen, with a head and its replies. */
export class ThreadPane {
  readonly composer: Composer
  readonly #root: HTMLElement
  readonly #list: MessageList
  readonly #channel = h('span', { class: 'pane-channel' })
  #shown: string | null = null

  constructor(root: HTMLElement, page: Page) {
    this.#root = root
    this.#list = new MessageList(page, { label: 'Thread', threads: false })
    this.composer = new Composer(page, () => {
      const state = page.state()
      return state?.thread
        ? { channel: state.channel, thread: state.thread, label: 'Reply in thread', placeholder: 'Reply' }
        : null
    })
    const close = h(
      'button',
      {
        type: 'button',
        class: 'button-plain',
        'aria-label': 'Close thread',
        onclick: () => page.closeThread(),
      },
      icon('close'),
    )
    root.append(
      h('header', { class: 'pane-head' }, h('h2', {}, 'Thread'), this.#channel, close),
      this.#list.root,
      this.composer.element,
    )
  }

  update(state: PageState): void {
    const { thread, channel } = state
    this.#root.hidden = thread === null
    if (thread === null) {
      this.#shown = null
      return
    }
    const head = visibleMessages(state, channel).filter(({ ts }) => ts === thread)
    const name = state.channels.find(({ id }) => id === channel)
    this.#channel.textContent = name?.kind === 'channel' ? `#${name.name}` : (name?.name ?? '')
    this.#list.update(
      [...head, ...threadReplies(state, channel, thread)],
      state,
      `${state.me} ${channel} ${thread}`,
    )
    this.composer.update()
    if (this.#shown !== thread) this.composer.focus()
    this.#shown = thread
  }
}
