import type { LevelBand } from '../../core/pictures/picture.ts'
import { isNarrow, type Kit, MARGIN, type Part } from './chart.ts'
import { toneOf } from './palette.ts'
import { heightOf } from './remaining-scale.ts'
import { box, fitted, spread, textAt } from './shapes.ts'

const SIZE_PX = 10
const APART_PX = 13

/** The levels as bands of their colours, down to a ratio. */
export const bandsPart = (bands: readonly LevelBand[], bottom: number, { palette }: Kit): Part => ({
  name: 'bands',
  draw: ({ at, left, width }) =>
    bands.map((band) => {
      const [, top] = at(0, Math.min(1, band.upToRatio ?? 1))
      const [, end] = at(0, heightOf(Math.max(bottom, band.aboveRatio ?? bottom)))
      return box(left, top, width, end - top, toneOf(palette, band).fill, 0.2)
    }),
})

/** Their names at the right edge, and the room that these take. */
export function bandLabels(
  bands: readonly LevelBand[],
  kit: Kit,
): { readonly labels: Part; readonly rightPx: number } {
  const widest = Math.max(0, ...bands.map(({ level }) => kit.font.widthOf(level, SIZE_PX, true)))
  const roomPx = Math.min(isNarrow(kit) ? 76 : 160, widest)
  const labels: Part = {
    name: 'band-labels',
    draw: ({ at, left, top, width, height }) => {
      const wanted = bands.map(({ upToRatio, aboveRatio }) => {
        const [, above] = at(0, upToRatio ?? 1)
        const below = aboveRatio === null ? top + height : at(0, aboveRatio)[1]
        return (above + below) / 2
      })
      const places = spread(wanted, APART_PX, top + SIZE_PX / 2, top + height - SIZE_PX / 2)
      return bands.map((band, index) =>
        textAt(fitted(kit, band.level, SIZE_PX, roomPx, true), [left + width + 6, places[index] ?? 0], {
          sizePx: SIZE_PX,
          fill: toneOf(kit.palette, band).ink,
          bold: true,
        }),
      )
    },
  }
  return { labels, rightPx: roomPx + 6 + MARGIN }
}
