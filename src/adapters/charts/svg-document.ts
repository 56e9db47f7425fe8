import { createHash } from 'node:crypto'
import { altTextOf } from '../../core/pictures/alt-text.ts'
import type { Look } from '../../core/pictures/drawing.ts'
import type { Picture } from '../../core/pictures/picture.ts'
import { FONT_STACK } from './font.ts'
import { paletteOf } from './palette.ts'

interface Subject {
  readonly picture: Picture
  readonly look: Look
  /** What its series are called. */
  readonly parts: readonly string[]
}

/**
 * The engine's document made fit to be shown: it says what it shows to who does not see it, holds the figures as data, has
 * ids of its own wherever it stands, an opaque ground, and needs no style that a page would have to allow.
 */
export function svgDocument(drawn: string, { picture, look, parts }: Subject): string {
  const figures = JSON.stringify(picture)
  const id = `p${createHash('sha256')
    .update(JSON.stringify([figures, look]))
    .digest('hex')
    .slice(0, 10)}`
  const [head = ''] = /^<svg[^>]*>/.exec(drawn) ?? []
  const body = drawn
    .slice(head.length)
    .replaceAll(NOT_XML, '\ufffd')
    .replace(' fill="none"', ` fill="${paletteOf(look).paper}"`)
    .replace(/<style >[^]*?<\/style>\n?/, '')
    .replaceAll(/ (class="[^"]*"|pointer-events="visible")/g, '')
    .replaceAll(/zr\d+-/g, `${id}-`)
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replaceAll(
      / ecmeta_series_index="(\d+)" ecmeta_data_index="\d+" ecmeta_ssr_type="chart" ecmeta_silent="true"/g,
      (_, series: string) => ` data-part="${xml(parts[Number(series)] ?? '')}"`,
    )
  const { widthPx } = look
  const [, height = ''] = / height="(\d+)"/.exec(head) ?? []
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" viewBox="0 0 ${widthPx} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="${xml(FONT_STACK)}">`,
    `<title id="${id}-title">${xml(picture.title)}</title>`,
    `<desc id="${id}-desc">${xml(altTextOf(picture))}</desc>`,
    `<metadata>${xml(figures).replaceAll('&quot;', '"')}</metadata>${body}`,
  ].join('\n')
}

/** What a text says of its font, as attributes; the family is that of the whole document. */
const attributesOf = (style: string): string =>
  style
    .split(';')
    .map((one) => one.split(':'))
    .flatMap(([key = '', value = '']) =>
      key === 'font-size' || key === 'font-weight' ? [` ${key}="${value}"`] : [],
    )
    .join('')

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that no document may hold. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const xml = (text: string): string =>
  text.replaceAll(NOT_XML, '\ufffd').replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)
