import type { PictureName } from '../../../../core/kernel/picture-name.ts'
import { altTextOf } from '../../../../core/pictures/alt-text.ts'
import type { HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../html.ts'
import type { PageView } from '../page-view.ts'
import { picturePath } from './picture-route.ts'

type BurnDown = Extract<PictureName, { kind: 'burn-down' }>

/** A budget over its window, as a picture for the width and the colours of the screen, which says the same in words. Empty where there is none. */
export async function burnDownFigure(name: BurnDown, view: PageView, { useCases }: HttpWorld): Promise<Html> {
  const picture = await useCases.pictures.named(name)
  if (picture === null) return html``
  const source = (scheme: 'light' | 'dark', size: 'wide' | 'narrow'): string =>
    view.at(picturePath(name, { scheme, size }))
  return html`<figure>
    <picture>
      <source
        media="(prefers-color-scheme: dark) and (max-width: 36rem)"
        srcset="${source('dark', 'narrow')}"
      />
      <source media="(max-width: 36rem)" srcset="${source('light', 'narrow')}" />
      <source media="print" srcset="${source('light', 'wide')}" />
      <source media="(prefers-color-scheme: dark)" srcset="${source('dark', 'wide')}" />
      <img src="${source('light', 'wide')}" alt="${altTextOf(picture)}" loading="lazy" />
    </picture>
  </figure>`
}
