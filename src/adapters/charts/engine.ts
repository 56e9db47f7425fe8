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

/** Draws a chart as an SVG document, in the engine's own dialect. */
export type Engine = (chart: Chart) => string

/** Loaded when the first picture is wanted: most commands want none. */
export async function loadEngine(): Promise<Engine> {
  const [{ init, use }, { CustomChart }, { GraphicComponent, GridComponent }, { SVGRenderer }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ])
  use([CustomChart, GraphicComponent, GridComponent, SVGRenderer])
  return ({ widthPx, heightPx, frame, parts }) => {
    const drawn = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx })
    try {
      drawn.setOption({ animation: false, ...frame, series: parts.map(seriesOf) })
      return drawn.renderToSVGString()
    } finally {
      // It keeps the process alive until then.
      drawn.dispose()
    }
  }
}

const seriesOf = ({ grid = 0, draw }: Part): CustomSeriesOption => ({
  type: 'custom',
  silent: true,
  xAxisIndex: grid,
  yAxisIndex: grid,
  data: [[0, 0]],
  renderItem: ({ coordSys }, api) => {
    const { x, y, width, height } = coordSys as unknown as Record<'x' | 'y' | 'width' | 'height', number>
    const at = (...point: [number, number]): [number, number] => {
      const [left = 0, top = 0] = api.coord(point)
      return [left, top]
    }
    return { type: 'group', children: [...draw({ at, left: x, top: y, width, height })] as never[] }
  },
})
