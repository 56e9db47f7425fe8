import type { FromPage } from '../workspace/page-protocol.ts'
import { completionAt, withSuggestion, type Completion, type CompletionFacts } from './completion.ts'
import { freshId, h } from './element.ts'
import { icon } from './icon.ts'
import type { Page } from './page.ts'
import type { PageState } from './state.ts'
import { sentText } from './typed-words.ts'

/** Where a composer's words go. */
export interface Destination {
  readonly channel: string
  readonly thread: string | null
  readonly label: string
  readonly placeholder: string
}

/** The line at the bottom: Enter sends, Shift+Enter breaks the line, Up recalls, `/`, `@` and `#` complete. */
export class Composer {
  readonly element: HTMLFormElement
  readonly #page: Page
  readonly #destination: () => Destination | null
  readonly #input: HTMLTextAreaElement
  readonly #list: HTMLElement
  #history: readonly string[] = []
  #recalled = 0
  #completion: Completion | null = null
  #active = 0
  /** The arrows chose in the list, so that Enter takes what they chose. */
  #hasChosen = false

  constructor(page: Page, destination: () => Destination | null) {
    this.#page = page
    this.#destination = destination
    const listId = freshId('completion')
    this.#list = h('div', {
      class: 'completion',
      id: listId,
      role: 'listbox',
      'aria-label': 'Suggestions',
      hidden: true,
    })
    this.#input = h('textarea', {
      class: 'composer-input',
      rows: 1,
      role: 'combobox',
      'aria-expanded': 'false',
      'aria-controls': listId,
      'aria-autocomplete': 'list',
      autocomplete: 'off',
      enterkeyhint: 'send',
      oninput: () => this.#typed(),
      onblur: () => this.#suggest(null),
    })
    this.#input.addEventListener('keydown', (event) => this.#key(event))
    this.element = h(
      'form',
      { class: 'composer' },
      this.#list,
      h('div', { class: 'composer-box' }, this.#input, sendButton()),
    )
    this.element.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
  }

  update(): void {
    const destination = this.#destination()
    this.#input.placeholder = destination?.placeholder ?? ''
    this.#input.setAttribute('aria-label', destination?.label ?? 'Message')
  }

  /** Puts a text in and the caret behind it, as the tour does. */
  fill(text: string): void {
    this.#input.value = text
    this.#typed()
    this.focus()
  }

  /** Sends what was typed, as Enter does. */
  submit(): void {
    this.#submit()
  }

  focus(): void {
    this.#input.focus()
  }

  #typed(): void {
    this.#input.style.setProperty('height', 'auto')
    this.#input.style.setProperty('height', `${Math.min(this.#input.scrollHeight, 180)}px`)
    const state = this.#page.state()
    const caret = this.#input.selectionStart
    this.#suggest(state && completionAt(this.#input.value, caret, completionFacts(state)))
  }

  #suggest(completion: Completion | null): void {
    this.#completion = completion
    this.#active = 0
    this.#hasChosen = false
    this.#drawSuggestions()
  }

  #drawSuggestions(): void {
    const suggestions = this.#completion?.suggestions ?? []
    const options = suggestions.map(({ label, detail }, index) => {
      const option = h(
        'div',
        {
          class: 'completion-option',
          role: 'option',
          id: freshId('option'),
          'aria-selected': String(index === this.#active),
        },
        h('span', { class: 'completion-label' }, label),
        h('span', { class: 'completion-detail' }, detail),
      )
      option.addEventListener('pointerdown', (event) => {
        event.preventDefault()
        this.#accept(index)
      })
      return option
    })
    this.#list.replaceChildren(...options)
    this.#list.hidden = options.length === 0
    this.#input.setAttribute('aria-expanded', String(options.length > 0))
    const active = options[this.#active]
    if (active) {
      this.#input.setAttribute('aria-activedescendant', active.id)
      active.scrollIntoView({ block: 'nearest' })
    } else this.#input.removeAttribute('aria-activedescendant')
  }

  #accept(index: number): void {
    const suggestion = this.#completion?.suggestions[index]
    if (!this.#completion || !suggestion) return
    const { text, caret } = withSuggestion(this.#input.value, this.#completion, suggestion)
    this.#input.value = text
    this.#input.setSelectionRange(caret, caret)
    this.#typed()
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (this.#completion !== null && this.#completionKey(event.key)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      this.#submit()
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step !== undefined && this.#recall(step)) event.preventDefault()
  }

  /** Whether the list of suggestions used the key. Enter takes a suggestion that was chosen, or that ends what is not whole yet. */
  #completionKey(key: string): boolean {
    const suggestions = this.#completion?.suggestions ?? []
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step !== undefined) {
      this.#active = (this.#active + step + suggestions.length) % suggestions.length
      this.#hasChosen = true
      this.#drawSuggestions()
      return true
    }
    if (key === 'Escape') {
      this.#suggest(null)
      return true
    }
    const { from, to, isWhole = false } = this.#completion ?? {}
    const isDone = isWhole || this.#input.value.slice(from, to) === ''
    const takes = key === 'Tab' || (key === 'Enter' && (this.#hasChosen || !isDone))
    if (!takes) return false
    this.#accept(this.#active)
    return true
  }

  #recall(step: number): boolean {
    const recalled = this.#recalled + step
    const free = this.#input.value === '' || this.#input.value === this.#history[this.#recalled]
    if (!free || recalled < 0 || recalled > this.#history.length) return false
    this.#recalled = recalled
    this.#input.value = this.#history[recalled] ?? ''
    this.#typed()
    this.#suggest(null)
    return true
  }

  #submit(): void {
    const text = this.#input.value.trim()
    const destination = this.#destination()
    const state = this.#page.state()
    if (text === '' || destination === null || state === null) return
    if (text.startsWith('/') && destination.thread !== null) {
      this.#page.toast('Slash commands do not work in threads. Type it in the channel.')
      return
    }
    if (!this.#page.send(outgoing(sentText(text, state.people), text, destination))) return
    this.#history = [...this.#history.filter((old) => old !== text), text].slice(-50)
    this.#recalled = this.#history.length
    this.#input.value = ''
    this.#typed()
  }
}

function outgoing(sent: string, typed: string, { channel, thread }: Destination): FromPage {
  return typed.startsWith('/')
    ? { type: 'command', channel, text: sent }
    : { type: 'say', channel, threadTs: thread, text: sent }
}

function completionFacts(state: PageState): CompletionFacts {
  return { ...state, words: state.panel?.words ?? {} }
}

function sendButton(): HTMLElement {
  return h(
    'button',
    { type: 'submit', class: 'composer-send', 'aria-label': 'Send', title: 'Send (Enter)' },
    icon('send'),
  )
}
