import type { CustomSeriesOption } from 'echarts/charts'
import type { EChartsCoreOption } from 'echarts/core'

/** What is drawn into a coordinate system. */
export type Shape = NonNullable<ReturnType<NonNullable<CustomSeriesOption['renderItem']>>>

/** Where figures stand on paper, in pixels. */
export interface Place {
  /** Of a point in the units of the axes. */
  readonly at: (x: number, y: number) => readonly [x: number, y: number]
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Something that is drawn of its own, later ones over earlier ones. Its shapes bear its name in the document. */
export interface Part {
  readonly name: string
  /** Of the coordinate systems of the chart; the first where nothing is said. */
  readonly grid?: number
  readonly draw: (place: Place) => readonly Shape[]
}

export interface Chart {
  readonly widthPx: number
  readonly heightPx: number
  /** Grids, axes and texts. */
  readonly frame: EChartsCoreOption
  readonly parts: readonly Part[]
}
