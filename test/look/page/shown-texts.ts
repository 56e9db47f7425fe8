/** A text that a reader sees, with where its lines stand. */
export interface ShownText {
  readonly node: Text
  readonly element: Element
  /** Its beginning, to name it by. */
  readonly text: string
  readonly rects: readonly DOMRect[]
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
    if (rects.length > 0) found.push({ node, element, text, rects, layer: layerOf(element) })
  }
  return found
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
