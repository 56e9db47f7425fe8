import type { Html } from '../kernel/html.ts'
import type { ReportDocument } from './report-document.ts'

/** A report as a page has it: its title, and below that its body, with the style that belongs to it. */
export interface DrawnReport {
  readonly title: string
  /** Holds for what stands in the body alone. */
  readonly style: string
  readonly body: Html
}

/** Port: draws reports, their pictures among the words. The same document always gives the same page. */
export interface ReportDrawing {
  page(document: ReportDocument): Promise<DrawnReport>
}
