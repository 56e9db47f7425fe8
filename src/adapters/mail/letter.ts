import type { SendMailOptions } from 'nodemailer'

import { MAIL_PICTURE_WIDTH, type MailPicture } from './mail-picture.ts'

export type Letter = Pick<SendMailOptions, 'text' | 'html' | 'attachments'>

/** Only mail programs see it. */
const CID = 'picture@budgeteer'

/**
 * The body of a mail: plain words, and with a picture the same words once more as a page with the picture inline. What the
 * picture shows is said in the plain words as well.
 */
export function letter(words: string, picture: MailPicture | null): Letter {
  if (picture === null) return { text: words }
  const text = `${words}\n\n${picture.altText}`
  if (picture.png === null) return { text }
  return {
    text,
    html: page(words, picture.altText),
    attachments: [
      {
        filename: 'picture.png',
        content: Buffer.from(picture.png),
        contentType: 'image/png',
        contentDisposition: 'inline',
        cid: CID,
      },
    ],
  }
}

const page = (words: string, altText: string): string =>
  [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"></head>',
    '<body style="font-family: sans-serif; font-size: 14px; line-height: 1.45">',
    `<div>${linked(words).replaceAll('\n', '<br>\n')}</div>`,
    `<p><img src="cid:${CID}" width="${MAIL_PICTURE_WIDTH}" style="max-width: 100%; height: auto" alt="${escaped(altText)}"></p>`,
    '</body></html>',
  ].join('\n')

/** An address up to a space, without the stop or bracket that ends its sentence. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/g

function linked(words: string): string {
  let from = 0
  let html = ''
  for (const { 0: url, index } of words.matchAll(ADDRESS)) {
    html += `${escaped(words.slice(from, index))}<a href="${escaped(url)}">${escaped(url)}</a>`
    from = index + url.length
  }
  return html + escaped(words.slice(from))
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
