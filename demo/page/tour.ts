import { fillWithExamples } from './example-answers.ts'
import { h } from './element.ts'
import { linkView } from './mrkdwn-view.ts'
import type { PageState } from './state.ts'
import { TourCard } from './tour-card.ts'
import { newestTs } from './tour-facts.ts'
import { rememberedPlace, rememberPlace } from './tour-memory.ts'
import { tourSteps, type Move, type TourStep } from './tour-steps.ts'
import { bringIntoView, visibleTarget, type Target } from './tour-spot.ts'

/** Between two things that the tour does, so that eyes can follow. */
const PACE_MS = 900
/** After this long without anything that could be done, the visitor is asked again. */
const PATIENCE_MS = 20_000
/** What may lie over what a step needs. */
const COVERS = ['#close-panel', '#close-sidebar', '#thread [aria-label="Close thread"]']

export interface TourHands {
  readonly state: () => PageState | null
  /** Puts a line into the channel's composer. */
  readonly fill: (line: string) => void
  /** Sends what stands in it. */
  readonly submit: () => void
}

/**
 * A walk through a freeze, done by the visitor or for them: each step rings the control that is next, and goes on when
 * its deed was done, whoever did it. The page stays usable meanwhile.
 */
export class Tour {
  readonly #hands: TourHands
  readonly #card: TourCard
  #index: number | null = null
  #since = ''
  #before: Element | null = null
  /** What was pressed for the visitor in this step; null while they do it themselves. */
  #pressed: Set<string> | null = null
  #nextPress: number | null = null
  #patience = 0
  #ringed = ''

  constructor(hands: TourHands) {
    this.#hands = hands
    this.#card = new TourCard((step) => (step > 0 ? this.#next() : this.#back()))
    new ResizeObserver(() => this.update()).observe(document.body)
    window.addEventListener('scroll', () => this.#place(), true)
  }

  get running(): boolean {
    return this.#index !== null
  }

  /** On the first visit; and after a reload in its middle, where it was. */
  startUnlessSeen(): void {
    if (rememberedPlace()?.isClosed !== true) this.start()
  }

  /** Goes on where it was left, or begins. */
  start(): void {
    const state = this.#hands.state()
    if (state === null) return
    if (this.running) {
      this.#card.focus()
      return
    }
    this.#before = document.activeElement
    const place = rememberedPlace()
    // What was remembered of another run of the demo is later than all that happened in this one, or unknown.
    const isOfThisRun = place !== null && place.since <= newestTs(state)
    const found = isOfThisRun ? tourSteps.findIndex(({ id }) => id === place.step) : -1
    this.#card.show()
    this.#go(Math.max(0, found), state, isOfThisRun && found >= 0 ? place.since : newestTs(state))
    this.#card.focus()
    this.update()
  }

  end(): void {
    this.#close(this.#index ?? 0)
  }

  /** Goes on when the deed was done, and finds its target again after the page was redrawn. */
  update(): void {
    const state = this.#hands.state()
    const step = this.#step()
    if (state === null || step === undefined) return
    if (step.isDone?.(state, this.#since) === true) {
      const isDoing = this.#pressed !== null
      const hadFocus = this.#card.hasFocus
      this.#next()
      if (isDoing) this.#uncover()
      if (isDoing || hadFocus) this.#card.focus()
      return
    }
    const isShown = step.isDone === null && step.move(state, this.#since).how === 'look'
    if (isShown && !COVERS.includes(this.#target()?.selector ?? '')) this.#stopDoing()
    this.#draw(step, state)
    this.#place()
    this.#schedule()
  }

  /** Shuts what the tour opened over what is read next. */
  #uncover(): void {
    const target = this.#target()
    if (target !== null && COVERS.includes(target.selector)) target.element.click()
  }

  #step(): TourStep | undefined {
    return this.#index === null ? undefined : tourSteps[this.#index]
  }

  #next(): void {
    this.#walk(1)
  }

  #back(): void {
    this.#walk(-1)
  }

  #walk(by: 1 | -1): void {
    const state = this.#hands.state()
    if (state === null || this.#index === null) return
    let index = this.#index + by
    while (tourSteps[index]?.applies?.(state) === false) index += by
    if (index < 0) return
    if (index >= tourSteps.length) {
      // Who saw the end begins at the beginning the next time.
      this.#close(0)
      return
    }
    this.#go(index, state, newestTs(state))
    // Back to a deed that is done shows it; only what is done from now on leads on.
    if (by === 1) this.update()
  }

  #go(index: number, state: PageState, since: string): void {
    this.#index = index
    this.#since = since
    this.#stopDoing()
    rememberPlace({ step: tourSteps[index]?.id ?? '', since, isClosed: false })
    const step = this.#step()
    if (step) this.#draw(step, state)
    this.#place()
  }

  #close(at: number): void {
    const state = this.#hands.state()
    if (this.#index === null) return
    this.#stopDoing()
    this.#index = null
    this.#card.remove()
    const since = at === 0 && state !== null ? newestTs(state) : this.#since
    rememberPlace({ step: tourSteps[at]?.id ?? '', since, isClosed: true })
    if (this.#before instanceof HTMLElement) this.#before.focus()
  }

  #draw(step: TourStep, state: PageState): void {
    const index = tourSteps.indexOf(step)
    const isLast = index === tourSteps.length - 1
    const link = step.link?.(state) ?? null
    const isDeed = step.move(state, this.#since).how !== 'look'
    const isCovered = COVERS.includes(this.#target()?.selector ?? '')
    this.#card.draw({
      count: `${index + 1} of ${tourSteps.length}`,
      title: step.title,
      text: step.text(state),
      link: link && h('p', { class: 'tour-link' }, linkView(link.url, [document.createTextNode(link.text)])),
      isDoing: this.#pressed !== null,
      doIt:
        isDeed || isCovered
          ? { label: step.isDone === null ? 'Show me' : 'Do it for me', press: () => this.#do() }
          : null,
      skip: isLast ? null : () => this.end(),
      back: index === 0 ? null : () => this.#back(),
      next: {
        label: isLast ? 'Done' : step.isDone === null ? 'Next' : 'Skip step',
        press: () => this.#next(),
      },
    })
  }

  #place(): void {
    const target = this.#target()
    const ringed = target === null ? '' : `${this.#index} ${target.key}`
    if (target !== null && ringed !== this.#ringed) bringIntoView(target.element)
    this.#ringed = ringed
    if (this.running) this.#card.place(target?.element ?? null)
  }

  #move(): Move | null {
    const state = this.#hands.state()
    return state === null ? null : (this.#step()?.move(state, this.#since) ?? null)
  }

  #target(): (Target & { readonly key: string }) | null {
    const move = this.#move()
    const target = move === null ? null : visibleTarget([...move.targets, ...COVERS])
    return target === null ? null : { ...target, key: `${target.selector} ${move?.key ?? ''}` }
  }

  #do(): void {
    if (this.#pressed !== null) return
    this.#pressed = new Set()
    this.#wait()
    this.#act()
    this.update()
  }

  #stopDoing(): void {
    this.#pressed = null
    window.clearTimeout(this.#patience)
    if (this.#nextPress !== null) window.clearTimeout(this.#nextPress)
    this.#nextPress = null
  }

  #wait(): void {
    window.clearTimeout(this.#patience)
    this.#patience = window.setTimeout(() => {
      if ((this.#hands.state()?.panel?.busy ?? null) !== null) this.#wait()
      else {
        this.#stopDoing()
        this.update()
      }
    }, PATIENCE_MS)
  }

  #schedule(): void {
    if (this.#pressed === null || this.#nextPress !== null) return
    const target = this.#target()
    if (target === null || this.#pressed.has(target.key)) return
    this.#nextPress = window.setTimeout(() => {
      this.#nextPress = null
      this.#act()
    }, pace())
  }

  /** Does what is next, once. */
  #act(): void {
    const move = this.#move()
    const target = this.#target()
    if (this.#pressed === null || move === null || target === null || this.#pressed.has(target.selector))
      return
    const isCover = !move.targets.includes(target.selector)
    if (move.how === 'look' && !isCover) return
    this.#pressed.add(target.key)
    this.#wait()
    if (move.how === 'type' && !isCover) {
      this.#hands.fill(move.line ?? '')
      window.setTimeout(() => {
        if (this.#pressed !== null) this.#hands.submit()
      }, pace())
      return
    }
    if (move.how === 'fill-form' && !isCover)
      fillWithExamples(target.element.closest('dialog') ?? target.element)
    target.element.click()
    this.update()
  }
}

function pace(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : PACE_MS
}
