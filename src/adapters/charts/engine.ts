import { CustomChart, type CustomSeriesOption } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Chart, Part } from './chart.ts'

use([CustomChart, GridComponent, SVGRenderer])

/** A chart as an SVG document, in the engine's own dialect. This module loads ECharts: ask for it when a picture is wanted. */
export function drawChart({ widthPx, heightPx, frame, parts }: Chart): string {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx })
  try {
    drawn.setOption({ animation: false, ...frame, series: parts.map(seriesOf) })
    return drawn.renderToSVGString()
  } finally {
    // It keeps the process alive until then.
    drawn.dispose()
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
