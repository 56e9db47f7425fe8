const gapPx = 12

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly left: number
  readonly top: number
}

/** Where a card stands beside a target without leaving the window: right, left, above, below, the first with room. */
export function cardSpot(target: Box, card: Size, view: Size): { left: number; top: number } {
  const within = (wanted: number, size: number, limit: number) =>
    Math.max(gapPx, Math.min(wanted, limit - size - gapPx))
  const besideTop = within(target.top, card.height, view.height)
  const right = target.left + target.width + gapPx
  if (right + card.width + gapPx <= view.width) return { left: right, top: besideTop }
  const left = target.left - card.width - gapPx
  if (left >= gapPx) return { left, top: besideTop }
  const alignedLeft = within(target.left, card.width, view.width)
  const above = target.top - card.height - gapPx
  if (above >= gapPx) return { left: alignedLeft, top: above }
  const below = target.top + target.height + gapPx
  if (below + card.height + gapPx <= view.height) return { left: alignedLeft, top: below }
  // It has to cover a part: at the side with more room it covers less.
  const isRight = view.width - target.left - target.width >= target.left
  return {
    left: isRight ? within(view.width, card.width, view.width) : gapPx,
    top: within(below, card.height, view.height),
  }
}

/** Where it stands when what it speaks of is not on the screen. */
export function restSpot(card: Size, view: Size): { left: number; top: number } {
  return {
    left: Math.max(gapPx, (view.width - card.width) / 2),
    top: Math.max(gapPx, view.height - card.height - gapPx),
  }
}

const AREAS = '.message-area, .panel-body, .side-body'

/** Scrolls as little as shows all of it, or its beginning where it is larger than its area. */
export function bringIntoView(target: HTMLElement): void {
  const area = target.closest(AREAS)?.clientHeight ?? window.innerHeight
  target.scrollIntoView({ block: target.offsetHeight > area ? 'start' : 'nearest' })
}

/** Where a target is on the screen, without what its scrolling area hides; null when nothing of it is there. */
export function clippedBox(target: HTMLElement): Box | null {
  const box = target.getBoundingClientRect()
  const area = target.closest(AREAS)?.getBoundingClientRect()
  const top = Math.max(box.top, area?.top ?? 0)
  const bottom = Math.min(box.bottom, area?.bottom ?? window.innerHeight)
  return bottom <= top ? null : { left: box.left, top, width: box.width, height: bottom - top }
}

export interface Target {
  readonly selector: string
  readonly element: HTMLElement
}

/** The first of the selectors that shows something which can be used now. */
export function visibleTarget(selectors: readonly string[]): Target | null {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll<HTMLElement>(selector)]
    const element = found.find((target) => target.closest('[inert]') === null && isInWindow(target))
    if (element) return { selector, element }
  }
  return null
}

/** Of what scrolls away, only sideways counts: a drawer that is shut stands beside the window. */
function isInWindow(target: HTMLElement): boolean {
  const { right, left, width } = target.getBoundingClientRect()
  return width > 0 && right > 0 && left < window.innerWidth
}
