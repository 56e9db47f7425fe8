import type { Look } from '../../core/pictures/drawing.ts'
import { FONT_FAMILY, fontFiles } from './font.ts'
import { paletteOf } from './palette.ts'

/** A document as PNG. */
export type Raster = (svg: string, look: Look) => Uint8Array

const DOTS_PER_PX = 2

export async function loadRaster(): Promise<Raster> {
  const { Resvg } = await import('@resvg/resvg-js')
  const files = [...fontFiles()]
  // Not in a thread of its own: a process that ends while one draws ends in a fault of memory.
  return (svg, look) => {
    const drawing = new Resvg(svg, {
      background: paletteOf(look).paper,
      fitTo: { mode: 'zoom', value: DOTS_PER_PX },
      font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
    })
    return drawing.render().asPng()
  }
}
