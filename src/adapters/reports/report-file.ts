import { html } from '../../core/kernel/html.ts'
import type { DrawnReport } from '../../core/reports/report-drawing.ts'

/** Around the report, where no page of the bot stands around it. */
const FRAME = `
:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1.25rem 3rem; background: #f5f6f8; color: #1c2430; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; letter-spacing: -.01em; line-height: 1.25 }
@media screen and (prefers-color-scheme: dark) { body { background: #12161c; color: #e7ebf0 } }
@media print { :root { color-scheme: light } body { max-width: none; padding: 0; background: #fff; color: #000 } }
@page { size: A4; margin: 15mm 13mm 17mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #555 } }
`

/** A report as one file that holds everything: a browser that opens it asks for nothing else, and runs nothing. */
export const reportFile = ({ title, style, body }: DrawnReport): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="generator" content="Budgeteer" />
        <title>${title}</title>
        ${{ markup: `<style>${FRAME}${style}</style>` }}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.markup
