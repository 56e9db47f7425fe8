import type { PageView, ViewValues } from '../workspace/page-protocol.ts'
import type { BlockHost } from './block-host.ts'
import { blocksView } from './blocks.ts'
import { freshId, h } from './element.ts'
import { clientErrors, initialValue, valuesOf, withValue } from './fields.ts'
import { keepingFocus } from './focus.ts'
import { icon } from './icon.ts'
import { asJson, listAt, stringAt, type Json } from './json.ts'
import { labelAt } from './mrkdwn-view.ts'
import type { Page } from './page.ts'
import { markPending } from './pending.ts'
import { withoutView, type PageState } from './state.ts'
import { textContext } from './workspace-context.ts'

const patienceMs = 6_000

/** One open modal: its fields' values, its errors, and whether its submission waits for the app. */
export class Modal {
  readonly #page: Page
  readonly #id: string
  readonly #dialog: HTMLDialogElement
  readonly #title = h('h2', { id: freshId('modal') })
  readonly #body = h('div', { class: 'dialog-body', tabindex: -1 })
  readonly #foot = h('footer', { class: 'dialog-foot' })
  readonly #notice = h('p', { class: 'dialog-notice', role: 'alert' })
  #view: PageView
  #state: PageState
  #values: ViewValues = {}
  #errors: Readonly<Record<string, string>> = {}
  #busyTimer: number | null = null

  constructor(page: Page, view: PageView, state: PageState) {
    this.#page = page
    this.#id = view.id
    this.#view = view
    this.#state = state
    const close = h(
      'button',
      { type: 'button', class: 'button-plain', 'aria-label': 'Close', onclick: () => this.#close() },
      icon('close'),
    )
    const form = h(
      'form',
      { class: 'dialog-form', novalidate: true, method: 'dialog' },
      h('header', { class: 'dialog-head' }, this.#title, close),
      this.#body,
      this.#notice,
      this.#foot,
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.#dialog = h(
      'dialog',
      { class: 'dialog', 'aria-labelledby': this.#title.id, 'data-view': view.id },
      form,
    )
    this.#dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      this.#close()
    })
    document.body.append(this.#dialog)
    this.#dialog.showModal()
    this.update(view, state, true)
    this.#focusFirst()
  }

  update(view: PageView, state: PageState, first = false): void {
    if (!first && view === this.#view && state.people === this.#state.people) return
    const before = stringAt(this.#json(), 'callback_id')
    this.#view = view
    this.#state = state
    this.#values = valuesOf(this.#blocks(), this.#values)
    this.#errors = view.errors
    this.settle('')
    this.#draw()
    if (!first && stringAt(this.#json(), 'callback_id') !== before) this.#beginAnew()
    if (Object.keys(this.#errors).length > 0) this.#focusFirstError()
  }

  /** Another window in the place of this one is read from its top. */
  #beginAnew(): void {
    this.#body.scrollTop = 0
    if (!this.#dialog.contains(document.activeElement)) this.#focusFirst()
  }

  /** Ends the waiting; the notice says why where there is something to say. */
  settle(notice: string): void {
    if (this.#busyTimer === null && notice === '') {
      this.#notice.textContent = ''
      return
    }
    if (this.#busyTimer !== null) window.clearTimeout(this.#busyTimer)
    this.#busyTimer = null
    this.#notice.textContent = notice
    this.#drawFoot()
  }

  remove(): void {
    if (this.#busyTimer !== null) window.clearTimeout(this.#busyTimer)
    this.#dialog.close()
    this.#dialog.remove()
  }

  #json(): Json {
    return asJson(this.#view.view)
  }

  #blocks(): readonly Json[] {
    return listAt(this.#json(), 'blocks')
  }

  #draw(): void {
    this.#title.textContent = labelAt(this.#json(), 'title')
    const top = this.#body.scrollTop
    keepingFocus(this.#body, () => this.#body.replaceChildren(blocksView(this.#blocks(), this.#host())))
    this.#body.scrollTop = top
    this.#drawFoot()
  }

  #drawFoot(): void {
    const busy = this.#busyTimer !== null
    const hasInputs = this.#blocks().some((block) => block['type'] === 'input')
    const submit = labelAt(this.#json(), 'submit') || (hasInputs ? 'Submit' : '')
    const buttons = [
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => this.#close() },
        labelAt(this.#json(), 'close') || (submit === '' ? 'Close' : 'Cancel'),
      ),
      submit === ''
        ? null
        : h(
            'button',
            {
              type: 'submit',
              class: 'button button-primary',
              'aria-busy': busy ? 'true' : null,
              'data-focus': 'submit',
            },
            submit,
          ),
    ]
    keepingFocus(this.#foot, () => this.#foot.replaceChildren(...buttons.filter((button) => button !== null)))
  }

  #host(): BlockHost {
    return {
      text: textContext(this.#state, this.#page),
      people: this.#state.people,
      channels: this.#state.channels,
      valueOf: (blockId, actionId, element) => {
        const entered = this.#values[blockId]?.[actionId]
        return entered === undefined ? initialValue(element) : entered
      },
      changed: (blockId, actionId, value) => {
        this.#values = withValue(this.#values, blockId, actionId, value)
      },
      acted: (blockId, actionId, value, source) => {
        const action = { viewId: this.#id, blockId, actionId, value: value ?? '', values: this.#values }
        if (this.#page.send({ type: 'view-action', ...action })) markPending(source)
      },
      errorOf: (blockId) => this.#errors[blockId] ?? null,
    }
  }

  #submit(): void {
    if (this.#busyTimer !== null) return
    this.#errors = clientErrors(this.#blocks(), this.#values)
    if (Object.keys(this.#errors).length > 0) {
      this.#draw()
      this.#focusFirstError()
      return
    }
    if (!this.#page.send({ type: 'view-submit', viewId: this.#id, values: this.#values })) return
    this.#notice.textContent = ''
    this.#busyTimer = window.setTimeout(
      () => this.settle('The app did not answer. Please try again.'),
      patienceMs,
    )
    this.#draw()
  }

  #close(): void {
    this.#page.send({ type: 'view-close', viewId: this.#id })
    this.#page.change((state) => withoutView(state, this.#id))
  }

  #focusFirst(): void {
    const field = this.#body.querySelector<HTMLElement>('input, textarea, select, button, a[href]')
    ;(field ?? this.#body).focus()
  }

  #focusFirstError(): void {
    const wrong = this.#body.querySelector<HTMLElement>('.input-block-wrong')
    wrong?.scrollIntoView({ block: 'nearest' })
    wrong?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  }
}

/** The stack of open modals; each traps the focus while it is on top and gives it back when it goes. */
export class ModalStack {
  readonly #page: Page
  readonly #open = new Map<string, Modal>()

  constructor(page: Page) {
    this.#page = page
  }

  update(state: PageState): void {
    for (const [id, modal] of [...this.#open].reverse()) {
      if (state.views.some((view) => view.id === id)) continue
      modal.remove()
      this.#open.delete(id)
    }
    for (const view of state.views) {
      const modal = this.#open.get(view.id)
      if (modal) modal.update(view, state)
      else this.#open.set(view.id, new Modal(this.#page, view, state))
    }
  }

  /** What Slack says instead of an answer belongs to the modal on top. */
  settle(notice: string): void {
    const top = [...this.#open.values()].at(-1)
    top?.settle(notice)
  }
}
