import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import type { PageSettings } from '../page-settings.ts'
import type { PageView } from '../page-view.ts'

/** For browsers that are not signed in. Says nothing of the data. */
export const howToSignIn = ({ url }: PageSettings): PageContent => ({
  title: 'Sign in',
  isStill: true,
  isOutside: true,
  main:
    url === null
      ? html`<p>
          These pages are shut. Who operates Budgeteer opens them with <code>pages</code> in
          <code>budgeteer.yaml</code>.
        </p>`
      : html`<p>
          Who works here may look at these pages. Type <code>/budget page</code> in Slack: the answer has a
          link that signs this browser in for twelve hours.
        </p>`,
})

/** The button of a link. Only its press signs in: a preview of the link shows this page and uses nothing up. */
export const signInForm = (token: string, view: PageView): PageContent => ({
  title: 'Sign in',
  isStill: true,
  isOutside: true,
  main: html`<p>The link from Slack signs this browser in for twelve hours.</p>
    <form method="post" action="${view.to({ kind: 'sign-in' })}">
      <input type="hidden" name="token" value="${token}" />
      <button>Sign in</button>
    </form>`,
})

/** Why a link signs nobody in. */
export const notSignedIn = (message: string): PageContent => ({
  title: 'Not signed in',
  isStill: true,
  isOutside: true,
  main: html`<p>${message}</p>`,
})

/** In the head of each page of a browser that is signed in. */
export const signOutForm = (view: PageView): Html =>
  html`<form method="post" action="${view.at('/sign-out')}"><button class="quiet">Sign out</button></form>`
