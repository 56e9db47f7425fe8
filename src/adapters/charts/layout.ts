import type { Palette } from './palette.ts'
import { FONT_FAMILY } from './font.ts'

/** A phone held upright, where words must be few. */
export const isNarrow = ({ widthPx }: { readonly widthPx: number }): boolean => widthPx < 600

/** As wide as letters of the bundled font are on average; wider than those of most others. */
const LETTER_WIDTH = 0.56

export const textWidth = (text: string, sizePx: number): number => text.length * sizePx * LETTER_WIDTH

/** So much of a text as fits, the rest as an ellipsis. */
export function fitted(text: string, sizePx: number, widthPx: number): string {
  if (textWidth(text, sizePx) <= widthPx) return text
  const letters = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
  return `${letters.slice(0, Math.max(1, Math.floor(widthPx / (sizePx * LETTER_WIDTH)) - 1)).join('')}…`
}

/** A text of the frame, by its upper left corner. */
export const frameText = (
  text: string,
  place: { readonly left: number; readonly top: number },
  { sizePx, fill, bold = false }: { readonly sizePx: number; readonly fill: string; readonly bold?: boolean },
) => ({
  type: 'text' as const,
  left: place.left,
  top: place.top,
  silent: true,
  style: { text, fill, font: `${bold ? 'bold ' : ''}${sizePx}px ${FONT_FAMILY}` },
})

/** An axis with ticks and words of ours. */
export const axis = (
  palette: Palette,
  range: { readonly from: number; readonly until: number },
  ticks: ReadonlyMap<number, string>,
  { grid = 0, line = false, sizePx = 11 } = {},
) => ({
  type: 'value' as const,
  gridIndex: grid,
  min: range.from,
  max: range.until,
  splitLine: { show: false },
  axisLine: { show: line, onZero: false, lineStyle: { color: palette.line } },
  axisTick: {
    show: line && ticks.size > 0,
    customValues: [...ticks.keys()],
    lineStyle: { color: palette.line },
  },
  axisLabel: {
    show: ticks.size > 0,
    customValues: [...ticks.keys()],
    color: palette.soft,
    fontSize: sizePx,
    formatter: (value: number) => ticks.get(value) ?? '',
  },
})
