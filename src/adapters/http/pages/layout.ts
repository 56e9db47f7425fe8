import type { Page } from '../../../core/kernel/page-path.ts'
import { html, type Html } from '../../../core/kernel/html.ts'
import type { PageContent } from './page-content.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'
import type { PageView } from './page-view.ts'
import { signOutForm } from './sign-in/sign-in-words.ts'

/** The pages that every page links to, in their order. */
const NAVIGATION: readonly { readonly page: Page; readonly title: string }[] = [
  { page: { kind: 'overview' }, title: 'Services' },
  { page: { kind: 'risks' }, title: 'Risks' },
  { page: { kind: 'calendar' }, title: 'Calendar' },
  { page: { kind: 'reports' }, title: 'Reports' },
  { page: { kind: 'audit' }, title: 'Audit log' },
]

/** How often a page without a script is loaded again. */
const REFRESH_S = 60

/** The whole document. */
export function layout(content: PageContent, view: PageView): string {
  const { title, main, style = '', current, isStill, isOutside } = content
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${isStill ? '' : html`<noscript><meta http-equiv="refresh" content="${REFRESH_S}" /></noscript>`}
        <link rel="icon" href="${view.at('/icon.svg')}" type="image/svg+xml" />
        <title>${title} · Budgeteer</title>
        ${{ markup: `<style>${PAGE_STYLE}</style>` }}
        ${style === '' ? '' : { markup: `<style>${style}</style>` }}
      </head>
      <body ${isStill ? '' : html`data-live="${view.at('/live')}"`}>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="${view.to({ kind: 'overview' })}">Budgeteer</a>
          ${isOutside ? '' : navigation(current, view)} ${viewerPart(view)}
        </header>
        <main id="main">
          <h1 id="title">${title}</h1>
          ${main}
        </main>
        ${isStill ? '' : { markup: `<script>${PAGE_SCRIPT}</script>` }}
      </body>
    </html> `.markup
}

const navigation = (current: Page['kind'] | undefined, view: PageView): Html =>
  html`<nav aria-label="Pages">
    <ul>
      ${NAVIGATION.map((entry) => navigationEntry(entry, current, view))}
    </ul>
  </nav>`

function viewerPart(view: PageView): Html {
  const { name, isSignedIn } = view.viewer
  if (name === null) return html``
  return html`<div class="viewer"><span>${name}</span> ${isSignedIn ? signOutForm(view) : ''}</div>`
}

function navigationEntry(
  { page, title }: (typeof NAVIGATION)[number],
  current: Page['kind'] | undefined,
  view: PageView,
): Html {
  const here = page.kind === current ? html` aria-current="page"` : ''
  return html`<li><a href="${view.to(page)}" ${here}>${title}</a></li>`
}
