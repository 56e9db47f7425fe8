import type { Picture } from '../../../src/core/pictures/picture.ts'

export interface ReadBack<Figures> {
  readonly figures: Figures
  /** The shapes of a part, each as its attributes. */
  part(name: string): readonly ReadonlyMap<string, string>[]
}

const unescaped = (xml: string): string =>
  xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** What a drawn document holds: its figures, and the shapes that stand for them. */
export function readBack<Figures extends Picture>(svg: string): ReadBack<Figures> {
  const figures = /<metadata>([^<]*)<\/metadata>/.exec(svg)?.[1]
  if (figures === undefined) throw new Error('the document holds no figures')
  const shapes = [...svg.matchAll(/<[a-z]+ ([^>]*)>/g)].map(
    ([, attributes = '']) =>
      new Map(
        [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      ),
  )
  return {
    figures: JSON.parse(unescaped(figures)) as Figures,
    part: (name) => shapes.filter((shape) => shape.get('data-part') === name),
  }
}
