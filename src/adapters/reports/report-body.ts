import { html, type Html } from '../../core/kernel/html.ts'
import type { PictureName } from '../../core/kernel/picture-name.ts'
import type {
  Figure,
  ReportCell,
  ReportDocument,
  ReportPart,
  ReportSection,
} from '../../core/reports/report-document.ts'

/** So many services are found by a look; more get a list to jump from. */
const MOST_WITHOUT_LIST = 5

/** Everything of a report below its title. */
export function reportBody(document: ReportDocument, pictureOf: (name: PictureName) => Html): Html {
  const { about, notes, headline, picture, sections } = document
  return html`<div class="report">
    <p class="about">${about}</p>
    ${notes.map((note) => html`<p class="remark">${note}</p>`)} ${figures(headline, 'headline')}
    ${picture === null ? '' : pictureOf(picture)} ${contents(sections)}
    ${sections.map((section, index) => sectionOf(section, index, pictureOf))}
  </div>`
}

/** Every picture of a report, in the order of the page. */
export const picturesIn = ({ picture, sections }: ReportDocument): readonly PictureName[] => [
  ...(picture === null ? [] : [picture]),
  ...sections.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'picture' ? [part.picture] : [])),
  ),
]

const anchorOf = (index: number): string => `part-${index + 1}`

function contents(sections: readonly ReportSection[]): Html {
  const services = sections.flatMap(({ heading, service }, index) =>
    service === null ? [] : [html`<li><a href="#${anchorOf(index)}">${heading}</a></li>`],
  )
  if (services.length <= MOST_WITHOUT_LIST) return html``
  return html`<details class="contents">
    <summary>${services.length} services, the worst first</summary>
    <ol>
      ${services}
    </ol>
  </details>`
}

function sectionOf(
  { heading, service, parts }: ReportSection,
  index: number,
  pictureOf: (name: PictureName) => Html,
): Html {
  const id = anchorOf(index)
  return html`<section id="${id}" aria-labelledby="${id}-title" class="${service === null ? 'all' : 'one'}">
    <h2 id="${id}-title">${heading}</h2>
    ${parts.map((part) => partOf(part, pictureOf))}
  </section>`
}

function partOf(part: ReportPart, pictureOf: (name: PictureName) => Html): Html {
  switch (part.kind) {
    case 'figures':
      return html`${headingOf(part.title)}${figures(part.figures, 'figures')}`
    case 'lines':
      return html`${headingOf(part.title)}${lines(part.lines)}`
    case 'table':
      return html`${headingOf(part.title)}${table(part)}`
    case 'picture':
      return pictureOf(part.picture)
  }
}

const headingOf = (title: string | null): Html => (title === null ? html`` : html`<h3>${title}</h3>`)

const lines = (some: readonly string[]): Html =>
  some.length === 1
    ? html`<p>${some[0] ?? ''}</p>`
    : html`<ul>
        ${some.map((line) => html`<li>${line}</li>`)}
      </ul>`

const figures = (some: readonly Figure[], name: string): Html =>
  some.length === 0
    ? html``
    : html`<dl class="${name}">
        ${some.map(
          ({ label, value, tone }) =>
            html`<div class="${tone}">
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`

type Table = Extract<ReportPart, { kind: 'table' }>

/** On a phone its rows are cards, whose cells name their columns. */
function table({ columns, rows }: Table): Html {
  if (rows.length === 0) return html`<p>None.</p>`
  const className = (place: number): string => (columns[place]?.isNumber ? 'number' : 'words')
  const cellOf = ({ text, tone }: ReportCell, place: number): Html =>
    place === 0
      ? html`<th scope="row" class="${tone}">${text}</th>`
      : html`<td class="${className(place)} ${tone}" data-label="${columns[place]?.title ?? ''}">${text}</td>`
  return html`<table>
    <thead>
      <tr>
        ${columns.map(({ title }, place) => html`<th scope="col" class="${className(place)}">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(cellOf)}
          </tr>`,
      )}
    </tbody>
  </table>`
}
