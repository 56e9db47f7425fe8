/** Runs in the browser: what a reader of the page as it stands would find cut off, run over, or broken. */
import { shownTexts, type ShownText } from './shown-texts.ts'

/** Half a line of small print: less than this is the space between lines. */
const MOST_SHARED_PX = 4
/** Layouts round. */
const ROUNDING_PX = 1
/** A figure with its unit; the parts of a date are none. */
const FIGURE = /(?<![\w-])[-−+]?\d[\d.,:]*(?:\s?%|×)?/g

/** Each fault as a sentence that names the text; none where all is well. */
export function layoutFaults(): string[] {
  const texts = shownTexts()
  return [...tooWide(texts), ...cutOff(texts), ...overlapping(texts), ...brokenNumbers(texts)]
}

/** What stands right of the window, where nothing scrolls. */
function tooWide(texts: readonly ShownText[]): string[] {
  const { scrollWidth, clientWidth } = document.documentElement
  const page = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide on ${clientWidth} px`] : []
  const outside = texts.filter(
    ({ element, rects }) =>
      rects.some(({ right }) => right > clientWidth + ROUNDING_PX) &&
      scrollerOf(element, 'overflowX') === null,
  )
  return [...page, ...outside.map(({ text }) => `"${text}" runs out of the window`)]
}

/** What a box hides, where nothing scrolls; a text that ends in an ellipsis is whole in its title. */
function cutOff(texts: readonly ShownText[]): string[] {
  return texts.flatMap(({ element, text, rects }) => {
    const box = clippingBoxOf(element)
    if (box === null) return []
    const { left, right, top, bottom } = box.getBoundingClientRect()
    const isCut = rects.some(
      (rect) =>
        rect.right > right + ROUNDING_PX ||
        rect.left < left - ROUNDING_PX ||
        rect.bottom > bottom + MOST_SHARED_PX ||
        rect.top < top - MOST_SHARED_PX,
    )
    const isSaidInFull = element.closest('[title]') !== null
    return isCut && !isSaidInFull ? [`"${text}" is cut off`] : []
  })
}

/** Two texts in one place. */
function overlapping(texts: readonly ShownText[]): string[] {
  const faults: string[] = []
  for (const [index, one] of texts.entries())
    for (const other of texts.slice(index + 1)) {
      if (one.layer !== other.layer) continue
      const shared = one.inSight.some((a) => other.inSight.some((b) => share(a, b)))
      if (shared) faults.push(`"${one.text}" and "${other.text}" lie over each other`)
    }
  return faults
}

const share = (a: DOMRect, b: DOMRect): boolean =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > MOST_SHARED_PX &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > MOST_SHARED_PX

/** A figure with its unit that stands on two lines. */
function brokenNumbers(texts: readonly ShownText[]): string[] {
  return texts.flatMap(({ node }) =>
    [...node.data.matchAll(FIGURE)].flatMap((found) => {
      const range = document.createRange()
      range.setStart(node, found.index)
      range.setEnd(node, found.index + found[0].length)
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
      return lines.size > 1 ? [`${found[0]} is broken over two lines`] : []
    }),
  )
}

/** The nearest box around that scrolls in this direction. */
function scrollerOf(element: Element, axis: 'overflowX' | 'overflowY'): Element | null {
  for (let box: Element | null = element; box !== null; box = box.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(box)[axis])) return box
  return null
}

/** The nearest box around that hides what is larger, unless one that scrolls is nearer. */
function clippingBoxOf(element: Element): Element | null {
  for (let box: Element | null = element; box !== null; box = box.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(box)
    if ([overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll')) return null
    if ([overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip')) return box
  }
  return null
}
