import type { Drawing, Look } from '../../core/pictures/drawing.ts'
import type { Picture } from '../../core/pictures/picture.ts'
import { burnDownChart } from './burn-down-chart.ts'
import { type Raster, loadRaster } from './raster.ts'
import { svgDocument } from './svg-document.ts'

/** Draws with ECharts, and turns documents into pixels with resvg. Both are loaded when the first picture is wanted. */
export function chartDrawing(): Drawing {
  let raster: Promise<Raster> | undefined
  const svg = async (picture: Picture, look: Look): Promise<string> => {
    const { drawChart } = await import('./engine.ts')
    const chart = burnDownChart(picture, look)
    const names = chart.parts.map(({ name }) => name)
    return svgDocument(drawChart(chart), names, picture, look)
  }
  return {
    svg,
    async png(picture, look) {
      raster ??= loadRaster()
      return (await raster)(await svg(picture, look), look)
    },
  }
}
