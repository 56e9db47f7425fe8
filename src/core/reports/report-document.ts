import type { PictureName } from '../kernel/picture-name.ts'

/**
 * What a report says, in words and in its order, before it has a form: every outlet draws this one, so that all say the same
 * figures. Text is plain and as people wrote it; outlets escape it.
 */
export interface ReportDocument {
  /** `Monthly report: October 2026` */
  readonly title: string
  /** What to know if nothing else is read: a sentence or two. */
  readonly headline: string
  /** What qualifies all figures, such as that the period goes on; a sentence each. */
  readonly notes: readonly string[]
  /** Of all services, the most important first. */
  readonly facts: readonly ReportFact[]
  readonly picture: PictureName | null
  /** About all services. */
  readonly sections: readonly ReportSection[]
  /** A section for each service, the worst first. */
  readonly services: readonly ServiceSection[]
}

export interface ReportSection {
  readonly title: string
  readonly parts: readonly ReportPart[]
}

export interface ServiceSection extends ReportSection {
  /** Its name in the configuration. */
  readonly service: string
  /** In a few words, for who sees one line of it: `CRITICAL, 12% of the budget left`. */
  readonly standing: ReportCell
  readonly picture: PictureName | null
}

export type ReportPart =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly ReportFact[] }
  | {
      readonly kind: 'table'
      readonly columns: readonly ReportColumn[]
      /** A cell for each column; the first one names the row. */
      readonly rows: readonly (readonly ReportCell[])[]
    }

export interface ReportColumn {
  readonly title: string
  /** Its cells are numbers, which stand one under the other. */
  readonly isNumber?: true
}

/** Text with how well it is, for outlets that have colours: the words say the same. */
export interface ReportCell {
  readonly text: string
  readonly tone?: ReportTone
}

export interface ReportFact extends ReportCell {
  /** `SLOs met` */
  readonly name: string
}

export type ReportTone = 'good' | 'fair' | 'poor' | 'bad' | 'unknown'
