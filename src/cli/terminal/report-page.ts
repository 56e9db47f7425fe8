import { chartDrawing } from '../../adapters/charts/chart-drawing.ts'
import { findChromium } from '../../adapters/chromium/find-chromium.ts'
import { printPdf } from '../../adapters/chromium/print-pdf.ts'
import { reportDrawing } from '../../adapters/reports/report-drawing.ts'
import { reportFile } from '../../adapters/reports/report-file.ts'
import { pictureCommands } from '../../core/pictures/picture-commands.ts'
import type { PictureWorld } from '../../core/pictures/picture-world.ts'
import type { Report } from '../../core/reports/report.ts'
import { reportDocument } from '../../core/reports/report-in-words.ts'

/** A report as one HTML file, with its pictures drawn from the store. */
export async function reportHtml(world: Omit<PictureWorld, 'drawing'>, report: Report): Promise<string> {
  const pictures = pictureCommands({ ...world, drawing: chartDrawing() })
  return reportFile(await reportDrawing(pictures.svg).page(reportDocument(report)))
}

/** The same on paper. @throws OperatorError where there is no Chromium, or it fails */
export async function reportPdf(
  world: Omit<PictureWorld, 'drawing'>,
  report: Report,
  chromium: string | undefined,
): Promise<Uint8Array> {
  const program = await findChromium(chromium, process.env)
  return printPdf(await reportHtml(world, report), report.at, { program })
}
