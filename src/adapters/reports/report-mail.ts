import { counted } from '../../core/kernel/counted.ts'
import { html, type Html } from '../../core/kernel/html.ts'
import type { ShownPicture } from '../../core/kernel/outbox/delivery.ts'
import type {
  Figure,
  ReportCell,
  ReportDocument,
  ReportPart,
  ReportSection,
  Tone,
} from '../../core/reports/report-document.ts'

/** What stands around the words of a report in a mail. */
export interface MailParts {
  /** Null where there is none to show. */
  readonly picture: ShownPicture | null
  /** The whole report in the browser; null where nothing says how people reach the pages. */
  readonly link: { readonly url: string; readonly words: string } | null
}

/** Mail programs cut what is longer than a tenth more. */
const MOST_CHARACTERS = 90_000
const MOST_ROWS = 40
/** With more columns a row is told in a line, which a phone breaks where it likes. */
const MOST_COLUMNS = 3

/** Mail programs know few styles, and only where they are used. Where a program has a dark scheme, the classes say what changes. */
const DARK = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  .paper { background: #12161c !important } .card { background: #1a2028 !important; border-color: #2d3540 !important }
  .ink { color: #e7ebf0 !important } .soft { color: #9fabba !important } .good { color: #4cc38a !important }
  .bad { color: #ff7b82 !important } .link { color: #8ab4f8 !important }
}
`
const COLOURS: Readonly<Record<Tone, readonly [className: string, colour: string]>> = {
  plain: ['ink', '#1c2430'],
  good: ['good', '#14693d'],
  bad: ['bad', '#a61b25'],
  unknown: ['soft', '#566172'],
}
const SOFT = html`class="soft" style="color:#566172"`
const FONT = 'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45'

/** A report as mail programs show it: tables, inline styles, no script, nothing from outside, and no longer than they take. */
export function reportMail(document: ReportDocument, parts: MailParts): string {
  const { title, about, notes, headline, sections } = document
  const head = html`<h1 class="ink" style="margin:0 0 4px;font-size:22px;line-height:1.25;color:#1c2430">
      ${title}
    </h1>
    <p ${SOFT}>${about}</p>
    ${notes.map((note) => html`<p class="ink" style="margin:0 0 12px"><b>${note}</b></p>`)}
    ${headline.length === 0 ? '' : card(figureRows(headline))} ${pictureOf(parts.picture)}
    ${linkOf(parts.link)}`
  return frame(title, html`${head} ${sectionsWithin(MOST_CHARACTERS - head.markup.length, sections)}`)
}

const frame = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${title}</title>
        ${{ markup: `<style>${DARK}</style>` }}
      </head>
      <body class="paper" style="margin:0;padding:0;background:#f5f6f8">
        <table
          class="paper"
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background:#f5f6f8"
        >
          <tr>
            <td align="center" style="padding:16px 8px">
              <table
                role="presentation"
                width="600"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="width:100%;max-width:600px;table-layout:fixed"
              >
                <tr>
                  <td
                    class="ink"
                    align="left"
                    style="${FONT};color:#1c2430;word-break:break-word;overflow-wrap:anywhere"
                  >
                    ${body}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.markup

const pictureOf = (picture: ShownPicture | null): Html =>
  picture === null
    ? html``
    : html`<p style="margin:0 0 12px">
        <img
          src="${picture.source}"
          width="${picture.widthPx}"
          alt="${picture.altText}"
          style="display:block;width:100%;max-width:${picture.widthPx}px;height:auto;border:0"
        />
      </p>`

const linkOf = (link: MailParts['link']): Html =>
  link === null
    ? html``
    : html`<p style="margin:0 0 12px">
        <a class="link" href="${link.url}" style="color:#1450a3">${link.words}</a>
      </p>`

/** As many sections as fit, each as a whole, and how many do not: those of services give way to those about all. */
function sectionsWithin(most: number, sections: readonly ReportSection[]): Html {
  const made = sections.map((section) => ({ section, markup: tight(sectionOf(section)) }))
  const length = (some: typeof made): number => some.reduce((sum, { markup }) => sum + markup.length, 0)
  let room = most - length(made.filter(({ section }) => section.service === null))
  const shown = made.filter(({ section, markup }) => {
    if (section.service === null) return true
    room -= markup.length
    return room >= 0
  })
  const more = made.length - shown.length
  return html`${shown.map(({ markup }) => ({ markup }))}
  ${more === 0 ? '' : html`<p ${SOFT}>… and ${counted(more, 'more service')}, for which a mail has no room.</p>`}`
}

/** Without the indentation that is there for who reads the source. */
const tight = ({ markup }: Html): string => markup.replaceAll(/\n\s*/g, '\n')

const sectionOf = ({ heading, parts }: ReportSection): Html =>
  html`<h2 class="ink" style="margin:24px 0 8px;font-size:18px;line-height:1.3;color:#1c2430">${heading}</h2>
    ${parts.map(partOf)}`

function partOf(part: ReportPart): Html {
  switch (part.kind) {
    case 'figures':
      return html`${titleOf(part.title)}${part.figures.length === 0 ? '' : card(figureRows(part.figures))}`
    case 'lines':
      return html`${titleOf(part.title)}${linesOf(part.lines)}`
    case 'table':
      return html`${titleOf(part.title)}${tableOf(part)}`
    // A mail has one picture, at its top.
    case 'picture':
      return html``
  }
}

const titleOf = (title: string | null): Html =>
  title === null
    ? html``
    : html`<h3 class="ink" style="margin:12px 0 4px;font-size:15px;color:#1c2430">${title}</h3>`

const linesOf = (lines: readonly string[]): Html =>
  html`${lines.slice(0, MOST_ROWS).map((line) => html`<p class="ink" style="margin:0 0 4px">${bullet(lines)}${line}</p>`)}
  ${left(lines.length)}`

const bullet = (lines: readonly string[]): string => (lines.length > 1 ? '• ' : '')

const left = (count: number): Html =>
  count <= MOST_ROWS ? html`` : html`<p ${SOFT}>… and ${count - MOST_ROWS} more</p>`

const card = (rows: readonly Html[]): Html =>
  html`<table
    class="card"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="background:#ffffff;border:1px solid #dfe4ea;border-collapse:separate;border-radius:6px;margin:0 0 12px"
  >
    ${rows}
  </table>`

const CELL = 'padding:5px 10px;vertical-align:top;text-align:left'

const figureRows = (figures: readonly Figure[]): readonly Html[] =>
  figures.map(
    ({ label, value, tone }) =>
      html`<tr>
        <th scope="row" width="38%" class="soft" style="${CELL};font-weight:normal;color:#566172">
          ${label}
        </th>
        <td style="${CELL}">${toned({ text: value, tone })}</td>
      </tr>`,
  )

function toned({ text, tone }: ReportCell): Html {
  const [className, colour] = COLOURS[tone]
  const weight = tone === 'good' || tone === 'bad' ? 'bold' : 'normal'
  return html`<span class="${className}" style="color:${colour};font-weight:${weight}">${text}</span>`
}

function tableOf({ columns, rows }: Extract<ReportPart, { kind: 'table' }>): Html {
  const shown = rows.slice(0, MOST_ROWS)
  const titles = columns.map(({ title }) => title)
  if (shown.length === 0) return html`<p class="ink" style="margin:0 0 12px">None.</p>`
  const made =
    columns.length > MOST_COLUMNS ? shown.map((row) => toldRow(titles, row)) : plainRows(titles, shown)
  return html`${card(made)}${left(rows.length)}`
}

const plainRows = (titles: readonly string[], rows: readonly (readonly ReportCell[])[]): readonly Html[] => [
  html`<tr>
    ${titles.map((title) => html`<th scope="col" class="soft" style="${CELL};color:#566172">${title}</th>`)}
  </tr>`,
  ...rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell) => html`<td style="${CELL}">${toned(cell)}</td>`)}
      </tr>`,
  ),
]

/** `Checkout`, and below it `Objective 99.9% · Budget left -10%`. */
function toldRow(titles: readonly string[], [name, ...cells]: readonly ReportCell[]): Html {
  const told = cells.map(
    (cell, place) =>
      html`${place === 0 ? '' : ' · '}<span ${SOFT}>${titles[place + 1] ?? ''}</span> ${toned(cell)}`,
  )
  return html`<tr>
    <td style="${CELL}"><b class="ink" style="color:#1c2430">${name?.text ?? ''}</b><br />${told}</td>
  </tr>`
}
