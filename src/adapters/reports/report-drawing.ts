import type { ReportDrawing } from '../../core/reports/report-drawing.ts'
import { type DrawSvg, inlinePictures } from './inline-pictures.ts'
import { picturesIn, reportBody } from './report-body.ts'
import { REPORT_STYLE } from './report-style.ts'

/** Draws reports as HTML, with the pictures that `draw` gives. */
export const reportDrawing = (draw: DrawSvg): ReportDrawing => ({
  page: async (document) => ({
    title: document.title,
    style: REPORT_STYLE,
    body: reportBody(document, await inlinePictures(picturesIn(document), draw)),
  }),
})
