import type { CustomSeriesOption } from 'echarts/charts'
import type { EChartsCoreOption } from 'echarts/core'
import type { Font } from './font.ts'
import type { Palette } from './palette.ts'

/** What is drawn, in pixels from the upper left corner of the picture. */
export type Shape = NonNullable<ReturnType<NonNullable<CustomSeriesOption['renderItem']>>>

export type Point = [x: number, y: number]

/** Where figures stand on paper, in pixels. */
export interface Place {
  /** Of a point in the units of the axes. */
  readonly at: (x: number, y: number) => Point
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Something that is drawn of its own, later ones over earlier ones. Its shapes bear its name in the document. */
export interface Part {
  readonly name: string
  /** Which of the chart's grids it stands in; the first where nothing is said. */
  readonly grid?: number
  readonly draw: (place: Place) => readonly Shape[]
}

/** Where the plots of a chart are, in pixels from its edges. */
export interface GridPlace {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly height: number
}

/** Grids and axes. */
export type Frame = EChartsCoreOption & { readonly grid: readonly GridPlace[] }

export interface Chart {
  readonly widthPx: number
  readonly heightPx: number
  readonly frame: Frame
  readonly parts: readonly Part[]
}

/** What a chart is drawn with. */
export interface Kit {
  readonly widthPx: number
  readonly palette: Palette
  readonly font: Font
  /** What is written for a title: the name beside it where the title has letters that cannot be shown. */
  readonly shown: (title: string, name: string) => string
}

/** As wide as a phone held upright, where words must be few. */
export const isNarrow = ({ widthPx }: Pick<Kit, 'widthPx'>): boolean => widthPx < 600

export const MARGIN = 12
