import { visibleLine } from '../../core/kernel/visible-text.ts'
import type { Kit, Point, Shape } from './chart.ts'
import { FONT_FAMILY } from './font.ts'

interface TextLook {
  readonly sizePx: number
  readonly fill: string
  readonly bold?: boolean
  readonly align?: 'left' | 'center' | 'right'
  /** A rim in this colour keeps it legible over lines. */
  readonly rim?: string
}

/** A line of text, with its middle at this height. */
export const textAt = (
  text: string,
  [x, y]: Point,
  { sizePx, fill, bold = false, align = 'left', rim }: TextLook,
): Shape => ({
  type: 'text',
  style: {
    text: visibleLine(text),
    x,
    y,
    fill,
    align,
    verticalAlign: 'middle',
    fontSize: sizePx,
    fontFamily: FONT_FAMILY,
    fontWeight: bold ? 'bold' : 'normal',
    ...(rim !== undefined && { stroke: rim, lineWidth: 3 }),
  },
})

export const box = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
): Shape => ({
  type: 'rect',
  shape: { x, y, width, height },
  style: { fill, opacity },
})

interface LineLook {
  readonly stroke: string
  readonly lineWidth: number
  readonly lineDash?: number[]
}

export const polyline = (points: Point[], look: LineLook): Shape => ({
  type: 'polyline',
  shape: { points },
  style: { ...look, fill: 'none' },
})

export const area = (points: Point[], fill: string, opacity: number): Shape => ({
  type: 'polygon',
  shape: { points },
  style: { fill, opacity },
})

/*
 * Marks differ in shape, not in colour alone. Each is about ten pixels wide, with its middle at the point.
 */

export const triangle = ([x, y]: Point, fill: string): Shape => ({
  type: 'polygon',
  shape: {
    points: [
      [x - 5, y - 4],
      [x + 5, y - 4],
      [x, y + 5],
    ],
  },
  style: { fill },
})

export const diamond = ([x, y]: Point, fill: string): Shape => ({
  type: 'polygon',
  shape: {
    points: [
      [x, y - 5],
      [x + 5, y],
      [x, y + 5],
      [x - 5, y],
    ],
  },
  style: { fill },
})

export const cross = ([x, y]: Point, stroke: string): Shape => ({
  type: 'path',
  shape: { pathData: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${y + 4}` },
  style: { stroke, lineWidth: 2.5, fill: 'none' },
})

/** So much of a text as there is room for, the rest as an ellipsis. */
export function fitted(
  { font }: Pick<Kit, 'font'>,
  text: string,
  sizePx: number,
  roomPx: number,
  bold = false,
): string {
  if (font.widthOf(text, sizePx, bold) <= roomPx) return text
  const letters = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
  while (letters.length > 1 && font.widthOf(`${letters.join('')}…`, sizePx, bold) > roomPx) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** Heights for labels that want to stand at `wanted`, in order from the top, moved so that each has `apartPx` of its own. */
export function spread(
  wanted: readonly number[],
  apartPx: number,
  top: number,
  bottom: number,
): readonly number[] {
  const places = wanted.map((y) => Math.min(bottom, Math.max(top, y)))
  for (let index = 1; index < places.length; index += 1)
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + apartPx)
  for (let index = places.length - 1; index >= 0; index -= 1) {
    const below = index === places.length - 1 ? bottom + apartPx : (places[index + 1] ?? 0)
    places[index] = Math.min(places[index] ?? 0, below - apartPx)
  }
  return places
}
