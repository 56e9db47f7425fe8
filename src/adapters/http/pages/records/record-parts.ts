import { html, type Html } from '../../../../core/kernel/html.ts'

/** A name and what stands beside it; left out where there is nothing. */
export type Fact = readonly [name: string, value: Html | string | null | undefined | false]

/** Short facts in columns. */
export function facts(pairs: readonly Fact[]): Html {
  const told = pairs.flatMap(([name, value]) =>
    value === null || value === undefined || value === false || value === '' ? [] : [{ name, value }],
  )
  return html`<dl class="facts">
    ${told.map(
      ({ name, value }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** A part of a page under a heading of its own. The id is the part's anchor. */
export const section = (id: string, title: string, body: Html): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`

/** The same, where there is something to show. */
export const sectionOf = (id: string, title: string, items: readonly Html[], more: Html | '' = ''): Html =>
  items.length === 0 ? html`` : section(id, title, html`${rows(items)}${more}`)

/** A list whose items have a line and what belongs to it below. */
export const rows = (items: readonly Html[]): Html =>
  html`<ul class="rows">
    ${items}
  </ul>`

/** An item of such a list. `tone` colours its edge, and the words say the same. */
export const row = (tone: string, first: Html, second: Html | '' = '', badgeText: Html | '' = ''): Html =>
  html`<li class="${tone}">
    <p class="first">${first}${badgeText === '' ? '' : html` ${badgeText}`}</p>
    ${second === '' ? '' : html`<p class="second">${second}</p>`}
  </li>`

export const badge = (tone: string, words: string): Html => html`<b class="badge ${tone}">${words}</b>`

/** What people wrote, with its lines and without any markup; addresses are not made into links. */
export const written = (text: string): Html => html`<blockquote class="written">${text}</blockquote>`

/** What people wrote, an https address as a link. */
export function writtenOrLinked(text: string): Html {
  const url = /^https?:\/\/\S+$/.test(text.trim()) ? URL.parse(text.trim()) : null
  return url === null ? written(text) : html`<p>${external(url.href, text.trim())}</p>`
}

/** A link out of the bot's pages. */
export const external = (url: string, text: string): Html =>
  html`<a href="${url}" rel="noreferrer noopener">${text}</a>`

/** Where the record's message is in Slack. */
export const threadLink = (url: string | null): Html =>
  url === null ? html`` : html`<p class="thread">${external(url, 'Its message in Slack')}</p>`
