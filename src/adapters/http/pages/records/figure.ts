import type { PictureName } from '../../../../core/kernel/picture-name.ts'
import { altTextOf } from '../../../../core/pictures/alt-text.ts'
import type { HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../html.ts'
import { type PageLook, pictureElement } from '../page-picture.ts'
import type { PageView } from '../page-view.ts'
import { picturePath } from './picture-route.ts'

type BurnDown = Extract<PictureName, { kind: 'burn-down' }>

/** A budget over its window, as a picture for the width and the colours of the screen, which says the same in words. Empty where there is none. */
export async function burnDownFigure(name: BurnDown, view: PageView, { useCases }: HttpWorld): Promise<Html> {
  const picture = await useCases.pictures.named(name)
  if (picture === null) return html``
  const source = (look: PageLook): string => view.at(picturePath(name, look))
  return html`<figure>${pictureElement(source, altTextOf(picture), '36rem')}</figure>`
}
