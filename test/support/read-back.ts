import type { Picture } from '../../src/core/pictures/picture.ts'

type Shape = ReadonlyMap<string, string>
type Point = readonly [x: number, y: number]

export interface ReadBack<Figures> {
  readonly figures: Figures
  /** The shapes of a part, each as its attributes. */
  readonly part: (name: string) => readonly Shape[]
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

/** The corners of a polyline or a polygon. */
export function pointsOf(shape: Shape | undefined): readonly Point[] {
  const numbers = (shape?.get('points') ?? '').split(' ').map(Number)
  return numbers.flatMap((x, index) => (index % 2 === 0 ? [[x, numbers[index + 1] ?? NaN] as const] : []))
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The rectangles that a path is made of. */
export function boxesOf(shape: Shape | undefined): readonly Box[] {
  const parts = (shape?.get('d') ?? '').split('M').slice(1)
  return parts.map((part) => {
    const [, x = 0, y = 0] = (/^([\d.-]+) ([\d.-]+)/.exec(part) ?? []).map(Number)
    const relative = /l([\d.-]+) 0l0 ([\d.-]+)/.exec(part)?.map(Number)
    if (relative !== undefined) return { x, y, width: relative[1] ?? NaN, height: relative[2] ?? NaN }
    const [, right = NaN, , , bottom = NaN] =
      /L([\d.-]+) ([\d.-]+)L([\d.-]+) ([\d.-]+)/.exec(part)?.map(Number) ?? []
    return { x, y, width: right - x, height: bottom - y }
  })
}

/** Turns pixels back into figures: two pixels and what they stand for. */
export const scaleOf =
  ([pixelA, figureA]: readonly [number, number], [pixelB, figureB]: readonly [number, number]) =>
  (pixel: number): number =>
    figureA + ((pixel - pixelA) / (pixelB - pixelA)) * (figureB - figureA)
