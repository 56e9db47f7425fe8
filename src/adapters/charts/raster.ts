import type { Look } from '../../core/pictures/drawing.ts'
import { FONT_FAMILY, fontFiles } from './font.ts'
import { paletteOf } from './palette.ts'

/** A document as PNG. */
export type Raster = (svg: string, look: Look) => Promise<Uint8Array>

const DOTS_PER_PX = 2

export async function loadRaster(): Promise<Raster> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const files = [...fontFiles()]
  return async (svg, look) => {
    const image = await renderAsync(svg, {
      background: paletteOf(look).paper,
      fitTo: { mode: 'zoom', value: DOTS_PER_PX },
      font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
    })
    return image.asPng()
  }
}
