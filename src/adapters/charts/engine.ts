import { CustomChart, type CustomSeriesOption } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Chart, Frame, Part } from './chart.ts'

use([CustomChart, GridComponent, SVGRenderer])

/** A chart as an SVG document, in the engine's own dialect. This module loads ECharts: ask for it when a picture is wanted. */
export function drawChart({ widthPx, heightPx, frame, parts }: Chart): string {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx })
  try {
    drawn.setOption({
      animation: false,
      ...frame,
      series: parts.map((part) => seriesOf(part, widthPx, frame.grid)),
    })
    return drawn.renderToSVGString()
  } finally {
    // It keeps the process alive until then.
    drawn.dispose()
  }
}

function seriesOf({ grid = 0, draw }: Part, widthPx: number, grids: Frame['grid']): CustomSeriesOption {
  const place = grids[grid]
  if (place === undefined) throw new Error(`the chart has no grid ${grid}`)
  const { left, right, top, height } = place
  return {
    type: 'custom',
    silent: true,
    xAxisIndex: grid,
    yAxisIndex: grid,
    data: [[0, 0]],
    renderItem: (_, api) => {
      const at = (...point: [number, number]): [number, number] => {
        const [x = 0, y = 0] = api.coord(point)
        return [x, y]
      }
      const shapes = draw({ at, left, top, width: widthPx - left - right, height })
      return { type: 'group', children: [...shapes] as never[] }
    },
  }
}
