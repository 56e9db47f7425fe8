import type { PictureName } from '../kernel/picture-name.ts'

/** A report as headings, tables, lines and pictures: what every form of it shows, be it text, Markdown, a page or a message. */
export interface ReportDocument {
  /** `Monthly SLO report: October 2026`. */
  readonly title: string
  /** From when until when, and of what. */
  readonly about: string
  /** What the reader must know before: that the period is not over. */
  readonly notes: readonly string[]
  /** The few figures that stand at the top. */
  readonly headline: readonly Figure[]
  /** Below the figures at the top; null where nothing can be drawn. */
  readonly picture: PictureName | null
  readonly sections: readonly ReportSection[]
}

/** Good and bad are shown as such; unknown is neither. */
export type Tone = 'good' | 'bad' | 'unknown' | 'plain'

export interface Figure {
  readonly label: string
  readonly value: string
  readonly tone: Tone
}

export interface ReportSection {
  readonly heading: string
  /** The service that it is about; null for all. */
  readonly service: string | null
  readonly parts: readonly ReportPart[]
}

export type ReportPart =
  | { readonly kind: 'figures'; readonly title: string | null; readonly figures: readonly Figure[] }
  | { readonly kind: 'lines'; readonly title: string | null; readonly lines: readonly string[] }
  | {
      readonly kind: 'table'
      readonly title: string | null
      readonly columns: readonly { readonly title: string; readonly isNumber: boolean }[]
      readonly rows: readonly (readonly ReportCell[])[]
    }
  | { readonly kind: 'picture'; readonly picture: PictureName }

export interface ReportCell {
  readonly text: string
  readonly tone: Tone
}
