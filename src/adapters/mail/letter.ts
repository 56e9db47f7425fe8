import type { SendMailOptions } from 'nodemailer'
import { html, type Html } from '../../core/kernel/html.ts'
import type { Rendered, ShownPicture } from '../../core/kernel/outbox/delivery.ts'
import { isShown, MAIL_PICTURE_WIDTH, type MailPicture } from './mail-picture.ts'

export type Letter = Pick<SendMailOptions, 'text' | 'html' | 'attachments'>

/** Only mail programs see it. */
const CID = 'picture@budgeteer'

/** What a message says: its words, and where it has one, its own page. */
export interface Told {
  readonly words: string
  readonly page?: Rendered['page']
}

/**
 * The body of a mail: plain words, and with a picture or a page of its own the same as HTML, the picture inline. What the
 * picture shows is said in the plain words as well.
 */
export function letter({ words, page }: Told, picture: MailPicture | null): Letter {
  const shown = isShown(picture)
    ? { source: `cid:${CID}`, altText: picture.altText, widthPx: MAIL_PICTURE_WIDTH }
    : null
  const text = picture === null ? words : `${words}\n\n${picture.altText}`
  if (page === undefined && shown === null) return { text }
  return {
    text,
    html: page === undefined ? pageOf(words, shown) : page(shown),
    ...(isShown(picture) && { attachments: [attached(picture.png)] }),
  }
}

const attached = (png: Uint8Array) => ({
  filename: 'picture.png',
  content: Buffer.from(png),
  contentType: 'image/png',
  contentDisposition: 'inline' as const,
  cid: CID,
})

const pageOf = (words: string, picture: ShownPicture | null): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
      </head>
      <body style="font-family: sans-serif; font-size: 14px; line-height: 1.45">
        <div>${lines(words)}</div>
        ${picture === null ? '' : html`<p>${imageOf(picture)}</p>`}
      </body>
    </html> `.markup

const imageOf = ({ source, widthPx, altText }: ShownPicture): Html =>
  html`<img src="${source}" width="${widthPx}" style="max-width: 100%; height: auto" alt="${altText}" />`

/** An address up to a space, without the stop or bracket that ends its sentence. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/g

/** A line of the source as well: servers refuse very long ones. */
const BREAK: Html = { markup: '<br>\n' }

const lines = (words: string): readonly Html[] =>
  words.split('\n').flatMap((line, index) => [...(index === 0 ? [] : [BREAK]), ...linked(line)])

function linked(line: string): readonly Html[] {
  let from = 0
  const pieces: Html[] = []
  for (const { 0: url, index } of line.matchAll(ADDRESS)) {
    pieces.push(html`${line.slice(from, index)}<a href="${url}">${url}</a>`)
    from = index + url.length
  }
  return [...pieces, html`${line.slice(from)}`]
}
