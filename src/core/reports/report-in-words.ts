import { executiveDocument } from './executive-document.ts'
import { monthlyDocument } from './monthly-document.ts'
import { quarterlyDocument } from './quarterly-document.ts'
import type { Report } from './report.ts'
import { weeklyDocument } from './weekly-document.ts'
import type { ReportDocument } from './report-document.ts'

/** What a report shows, by its kind. */
export function reportDocument(report: Report): ReportDocument {
  switch (report.kind) {
    case 'weekly':
      return weeklyDocument(report)
    case 'executive':
      return executiveDocument(report)
    case 'monthly':
      return monthlyDocument(report)
    case 'quarterly':
      return quarterlyDocument(report)
  }
}
