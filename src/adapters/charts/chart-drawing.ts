import type { Drawing, Look } from '../../core/pictures/drawing.ts'
import type { Picture } from '../../core/pictures/picture.ts'
import { burnDownChart } from './burn-down-chart.ts'
import { burnRatesChart } from './burn-rates-chart.ts'
import type { Chart, Kit } from './chart.ts'
import { fleetChart } from './fleet-chart.ts'
import { asRead, type Font, loadFont } from './font.ts'
import { paletteOf } from './palette.ts'
import { type Raster, loadRaster } from './raster.ts'
import { ribbonChart } from './ribbon-chart.ts'
import { shownWith } from './shown-text.ts'
import { svgDocument } from './svg-document.ts'

/** Draws with ECharts, and turns documents into pixels with resvg. Both are loaded when the first picture is wanted. */
export function chartDrawing(): Drawing {
  let font: Promise<Font> | undefined
  let raster: Promise<Raster> | undefined
  const drawn = async (picture: Picture, look: Look, isForPixels: boolean): Promise<string> => {
    const [{ drawChart }, known] = await Promise.all([import('./engine.ts'), (font ??= loadFont())])
    const kit: Kit = {
      widthPx: look.widthPx,
      palette: paletteOf(look),
      ...(isForPixels
        ? { font: known, shown: shownWith(known) }
        : { font: asRead(known), shown: (title: string) => title }),
    }
    const chart = chartOf(picture, kit)
    const parts = chart.parts.map(({ name }) => name)
    return svgDocument(drawChart(chart), { picture, look, parts })
  }
  return {
    svg: (picture, look) => drawn(picture, look, false),
    async png(picture, look) {
      const document = await drawn(picture, look, true)
      return (await (raster ??= loadRaster()))(document, look)
    },
  }
}

function chartOf(picture: Picture, kit: Kit): Chart {
  switch (picture.kind) {
    case 'burn-down':
      return burnDownChart(picture, kit)
    case 'burn-rates':
      return burnRatesChart(picture, kit)
    case 'fleet':
      return fleetChart(picture, kit)
    case 'ribbon':
      return ribbonChart(picture, kit)
  }
}
