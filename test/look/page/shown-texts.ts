/** A text that a reader sees, with where its lines stand. */
export interface ShownText {
  readonly node: Text
  readonly element: Element
  /** Its beginning, to name it by. */
  readonly text: string
  readonly rects: readonly DOMRect[]
  /** What of them can be seen: not what is scrolled away. */
  readonly inSight: readonly DOMRect[]
  /** What lies over the page, such as a dialog, is a layer of its own. */
  readonly layer: Element | null
}

const NAMED_CHARACTERS = 60

/** Every text that is shown and on top, in the order of the page. */
export function shownTexts(): readonly ShownText[] {
  const found: ShownText[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (!(node instanceof Text) || element === null || node.data.trim() === '' || !isShown(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    const text = node.data.trim().replaceAll(/\s+/g, ' ').slice(0, NAMED_CHARACTERS)
    if (rects.length > 0)
      found.push({ node, element, text, rects, inSight: inSight(rects, element), layer: layerOf(element) })
  }
  return found
}

/** The parts of boxes that the scrolling boxes around leave to be seen. */
function inSight(rects: readonly DOMRect[], element: Element): readonly DOMRect[] {
  let seen = rects
  for (let box: Element | null = element; box !== null; box = box.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(box)
    if (overflowX === 'visible' && overflowY === 'visible') continue
    const frame = box.getBoundingClientRect()
    seen = seen.map((rect) => common(rect, frame)).filter(({ width, height }) => width > 0 && height > 0)
  }
  return seen
}

function common(a: DOMRect, b: DOMRect): DOMRect {
  const left = Math.max(a.left, b.left)
  const top = Math.max(a.top, b.top)
  return new DOMRect(left, top, Math.min(a.right, b.right) - left, Math.min(a.bottom, b.bottom) - top)
}

/** Texts for screen readers alone stand in a box of one pixel. */
function isShown(element: Element): boolean {
  if (element.closest('script, style, noscript, option, [aria-hidden=true], [inert]') !== null) return false
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
  for (let box: Element | null = element; box !== null; box = box.parentElement) {
    const { width, height } = box.getBoundingClientRect()
    const { position, overflow } = getComputedStyle(box)
    if (position === 'absolute' && overflow !== 'visible' && width <= 1 && height <= 1) return false
  }
  return true
}

/** The nearest box around that is taken out of the flow: it may lie over what is below. */
function layerOf(element: Element): Element | null {
  for (let box: Element | null = element; box !== null; box = box.parentElement)
    if (['fixed', 'sticky', 'absolute'].includes(getComputedStyle(box).position)) return box
  return null
}
