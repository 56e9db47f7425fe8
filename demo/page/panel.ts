import type { PagePanel } from '../workspace/page-protocol.ts'
import { h } from './element.ts'
import { withEmoji } from './emoji.ts'
import { keepingFocus } from './focus.ts'
import { icon } from './icon.ts'
import type { Page } from './page.ts'
import type { PageState } from './state.ts'

type Service = PagePanel['services'][number]
type Action = PagePanel['actions'][number]

/** The right side: how the services are, and buttons that make things happen to them. */
export class Panel {
  readonly #root: HTMLElement
  readonly #page: Page
  #drawn: PagePanel | null = null
  #chosen: string | null = null
  /** Pressed here and not yet confirmed by the workspace. */
  #pressed: string | null = null

  constructor(root: HTMLElement, page: Page) {
    this.#root = root
    this.#page = page
  }

  update({ panel }: PageState): void {
    if (panel === this.#drawn) return
    this.#pressed = null
    this.#drawn = panel
    // They come worst first: who is chosen stays when another becomes the first.
    this.#chosen ??= panel?.services[0]?.name ?? null
    this.#draw()
  }

  /** The workspace refused the action, or is unreachable: the buttons are free again. */
  settle(): void {
    if (this.#pressed === null) return
    this.#pressed = null
    this.#draw()
  }

  #draw(): void {
    const panel = this.#drawn
    keepingFocus(this.#root, () => {
      if (panel === null)
        this.#root.replaceChildren(h('p', { class: 'panel-note' }, 'No services are watched here.'))
      else this.#root.replaceChildren(...this.#parts(panel))
    })
  }

  #parts(panel: PagePanel): HTMLElement[] {
    const service = panel.services.find(({ name }) => name === this.#chosen) ?? panel.services[0]
    const ours = panel.actions.filter(({ perService }) => perService)
    const general = panel.actions.filter(({ perService }) => !perService)
    const busy = panel.busy ?? this.#pressed
    return [
      clockView(panel.now),
      h(
        'fieldset',
        { class: 'services' },
        h('legend', { class: 'side-title' }, 'Service'),
        ...panel.services.map((each) => this.#service(each, each === service)),
      ),
      panel.pagesUrl === null ? null : pagesView(panel.pagesUrl, service),
      service && ours.length > 0
        ? this.#actions(`Do this to ${service.title}`, ours, service.name, busy)
        : null,
      general.length > 0 ? this.#actions('For everything', general, null, busy) : null,
      h('p', { class: 'panel-busy', role: 'status' }, busy === null ? '' : `${busyLabel(panel, busy)}…`),
    ].filter((part) => part !== null)
  }

  #service(service: Service, chosen: boolean): HTMLElement {
    const choose = () => {
      this.#chosen = service.name
      this.#draw()
    }
    return h(
      'label',
      { class: 'service', 'data-service': service.name },
      h('input', {
        type: 'radio',
        name: 'service',
        value: service.name,
        checked: chosen,
        'data-focus': `service ${service.name}`,
        onchange: choose,
      }),
      h('span', { class: 'service-emoji', 'aria-hidden': 'true' }, withEmoji(service.emoji)),
      h(
        'span',
        { class: 'service-title' },
        service.title,
        service.burning && h('span', { class: 'burning' }, 'burning'),
      ),
      h('span', { class: 'service-percent' }, service.remainingPercent),
      barView(service),
      h('span', { class: 'service-level' }, service.level),
    )
  }

  #actions(
    title: string,
    actions: readonly Action[],
    service: string | null,
    busy: string | null,
  ): HTMLElement {
    const buttons = actions.map((action) =>
      h(
        'button',
        {
          type: 'button',
          class: 'button panel-button',
          title: action.hint,
          'aria-disabled': busy === null ? null : 'true',
          'aria-busy': busy === action.id ? 'true' : null,
          'data-action': action.id,
          'data-focus': `action ${action.id}`,
          onclick: () => this.#press(action.id, service),
        },
        h('span', { class: 'panel-label' }, withEmoji(action.label)),
        h('span', { class: 'panel-hint' }, action.hint),
      ),
    )
    return h('section', { class: 'panel-actions' }, h('h3', { class: 'side-title' }, title), ...buttons)
  }

  #press(action: string, service: string | null): void {
    if (this.#pressed !== null || (this.#drawn?.busy ?? null) !== null) return
    if (!this.#page.send({ type: 'panel', action, service })) return
    this.#pressed = action
    this.#draw()
  }
}

/** The way from the services to what the bot shows of them in a browser. */
function pagesView(pagesUrl: string, service: Service | undefined): HTMLElement {
  const link = (url: string, text: string, focus: string) =>
    h(
      'li',
      {},
      h(
        'a',
        { href: url, target: '_blank', rel: 'noopener noreferrer', 'data-focus': focus },
        text,
        h('span', { class: 'hidden' }, ' (opens a tab)'),
      ),
    )
  return h(
    'nav',
    { class: 'panel-pages', 'aria-label': 'Pages of the bot' },
    h('h3', { class: 'side-title' }, 'Pages of the bot'),
    h(
      'ul',
      {},
      service === undefined || service.pageUrl === null
        ? null
        : link(service.pageUrl, service.title, 'page of service'),
      link(pagesUrl, 'All services', 'page of all'),
    ),
  )
}

function clockView(now: string): HTMLElement {
  const at = new Date(now)
  const text = Number.isNaN(at.getTime())
    ? now
    : at.toLocaleString('en-GB', {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
      })
  return h(
    'p',
    { class: 'panel-clock' },
    icon('clock'),
    h('span', {}, 'Workspace clock: '),
    h('time', { datetime: now }, text),
  )
}

/** How full the budget's bar is, 0 to 100, from the text that the workspace shows ("42 %", "-13%"). */
export function barWidth(remainingPercent: string): number {
  const found = /[-−]?\d+(?:\.\d+)?/.exec(remainingPercent.replace(/(\d),(\d)/, '$1.$2'))?.[0] ?? '0'
  return Math.max(0, Math.min(100, Number(found.replace('−', '-'))))
}

function barView(service: Service): HTMLElement {
  const fill = h('span', { class: 'bar-fill' })
  fill.style.setProperty('width', `${barWidth(service.remainingPercent)}%`)
  return h('span', { class: 'bar', 'aria-hidden': 'true', 'data-tone': tone(service.emoji) }, fill)
}

/** The policy chooses the emoji of a level, so the bar takes its colour from it. */
function tone(emoji: string): string {
  const sign = withEmoji(emoji)
  if (/[✅🟢📊🟩]/u.test(sign)) return 'good'
  if (/[⚠🟡🟨🟠🟧]/u.test(sign)) return 'fair'
  if (/[🔴🚨🛑⛔🟥🔥]/u.test(sign)) return 'poor'
  return 'plain'
}

function busyLabel(panel: PagePanel, busy: string): string {
  return panel.actions.find(({ id }) => id === busy)?.label ?? busy
}
