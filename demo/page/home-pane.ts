import type { PageView, ViewValues } from '../workspace/page-protocol.ts'
import type { BlockHost } from './block-host.ts'
import { blocksView } from './blocks.ts'
import { h } from './element.ts'
import { initialValue, valuesOf, withValue } from './fields.ts'
import { keepingFocus } from './focus.ts'
import { asJson, listAt } from './json.ts'
import type { Page } from './page.ts'
import { markPending } from './pending.ts'
import type { PageState } from './state.ts'
import { textContext } from './workspace-context.ts'

/** The Home tab of the app, as it published it for the person of this browser tab. */
export class HomePane {
  readonly #root: HTMLElement
  readonly #page: Page
  #values: ViewValues = {}
  #drawn: { readonly view: PageView | null; readonly me: string } | null = null

  constructor(root: HTMLElement, page: Page) {
    this.#root = root
    this.#page = page
  }

  update(state: PageState): void {
    const shown = state.tab === 'home'
    this.#root.hidden = !shown
    if (!shown) {
      this.#drawn = null
      return
    }
    const { home: view, me } = state
    if (this.#drawn?.view === view && this.#drawn.me === me) return
    const isOther = this.#drawn?.me !== me
    this.#drawn = { view, me }
    if (isOther) this.#values = {}
    const top = this.#root.scrollTop
    keepingFocus(this.#root, () => this.#root.replaceChildren(this.#content(view, state)))
    this.#root.scrollTop = isOther ? 0 : top
  }

  #content(view: PageView | null, state: PageState): HTMLElement {
    if (view === null)
      return h('p', { class: 'empty' }, 'The app has put nothing here yet. It does when it is running.')
    const blocks = listAt(asJson(view.view), 'blocks')
    this.#values = valuesOf(blocks, this.#values)
    return h('div', { class: 'home' }, blocksView(blocks, this.#host(view, state)))
  }

  #host(view: PageView, state: PageState): BlockHost {
    return {
      text: textContext(state, this.#page),
      people: state.people,
      channels: state.channels,
      valueOf: (blockId, actionId, element) => {
        const entered = this.#values[blockId]?.[actionId]
        return entered === undefined ? initialValue(element) : entered
      },
      changed: (blockId, actionId, value) => {
        this.#values = withValue(this.#values, blockId, actionId, value)
      },
      acted: (blockId, actionId, value, source) => {
        const action = { viewId: view.id, blockId, actionId, value: value ?? '', values: this.#values }
        if (this.#page.send({ type: 'view-action', ...action })) markPending(source)
      },
      errorOf: () => null,
    }
  }
}

/** The tabs above a conversation with the app; none elsewhere. */
export function appTabs(state: PageState, page: Page): readonly HTMLElement[] {
  const channel = state.channels.find(({ id }) => id === state.channel)
  if (!state.hasHome || channel?.kind !== 'dm') return []
  const tab = (name: PageState['tab'], label: string) =>
    h(
      'button',
      {
        type: 'button',
        class: 'app-tab',
        'aria-current': state.tab === name ? 'page' : null,
        'data-focus': `app-tab ${name}`,
        onclick: () => (name === 'home' ? page.openHome() : page.openChannel(channel.id)),
      },
      label,
    )
  return [tab('home', 'Home'), tab('messages', 'Messages')]
}
