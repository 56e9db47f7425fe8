import type { Picture } from './picture.ts'

export interface Look {
  /** Width in CSS pixels; the height follows from what is shown. */
  readonly widthPx: number
  readonly scheme: 'light' | 'dark'
}

/** Port: draws pictures. The same picture and look always give the same bytes. */
export interface Drawing {
  /** A document with role, title and description, whose figures can be read back. */
  svg(picture: Picture, look: Look): Promise<string>
  /** With two dots for each CSS pixel, in a font of its own, on an opaque ground. */
  png(picture: Picture, look: Look): Promise<Uint8Array>
}
