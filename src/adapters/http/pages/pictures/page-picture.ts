import { z } from 'zod'
import { html, type Html } from '../../../../core/kernel/html.ts'

/** What a picture on a page is drawn for. */
export interface PageLook {
  readonly scheme: 'light' | 'dark'
  readonly size: 'wide' | 'narrow'
}

/** What stands in the address of every picture: of when it is, and what it is drawn for. */
export const PICTURE_QUERY = {
  at: z.coerce.number().int().min(0),
  scheme: z.enum(['light', 'dark']).default('light'),
  size: z.enum(['wide', 'narrow']).default('wide'),
}

/** A picture in the colours of the screen, narrow where the screen is narrower than `narrowBelow`, and light on paper. */
export function pictureElement(
  source: (look: PageLook) => string,
  alt: string,
  narrowBelow: string,
  name = '',
): Html {
  const at = (scheme: PageLook['scheme'], size: PageLook['size']): string => source({ scheme, size })
  return html`<picture>
    <source media="print" srcset="${at('light', 'wide')}" />
    <source
      media="(prefers-color-scheme: dark) and (max-width: ${narrowBelow})"
      srcset="${at('dark', 'narrow')}"
    />
    <source media="(max-width: ${narrowBelow})" srcset="${at('light', 'narrow')}" />
    <source media="(prefers-color-scheme: dark)" srcset="${at('dark', 'wide')}" />
    <img class="${name}" src="${at('light', 'wide')}" alt="${alt}" loading="lazy" />
  </picture>`
}
