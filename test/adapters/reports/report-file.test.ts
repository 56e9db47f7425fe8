import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { printPdf } from '../../../src/adapters/chromium/print-pdf.ts'
import { reportDrawing } from '../../../src/adapters/reports/report-drawing.ts'
import { reportFile } from '../../../src/adapters/reports/report-file.ts'
import type { PictureName } from '../../../src/core/kernel/picture-name.ts'
import type { Look } from '../../../src/core/pictures/drawing.ts'
import type { ReportDocument } from '../../../src/core/reports/report-document.ts'
import { aReport, anEmptyReport } from '../../support/a-report.ts'
import { seriousFindings } from '../../support/axe.ts'
import { fits, hasChromium, launchChromium } from '../../support/browser.ts'
import { requiredProgram } from '../../support/required-program.ts'

const FLEET: PictureName = { kind: 'fleet', at: 1 }

const svg = ({ widthPx, scheme }: Look): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="90" viewBox="0 0 ${widthPx} 90" role="img" aria-labelledby="t-${scheme}-${widthPx}"><title id="t-${scheme}-${widthPx}">Levels, ${scheme} and ${widthPx} wide</title><metadata>{}</metadata><rect width="${widthPx}" height="90" fill="#888"/></svg>`
const drawing = reportDrawing((_name, look) =>
  Promise.resolve({ image: svg(look), title: 'Levels', altText: 'All are well' }),
)
const fileOf = async (document: ReportDocument): Promise<string> => reportFile(await drawing.page(document))

/** Words of every part, as the page has them: on a line each, without what nobody sees. */
const wordsIn = ({ title, about, notes, headline, sections }: ReportDocument): readonly string[] => [
  title,
  about,
  ...notes,
  ...headline.map(({ value }) => value),
  ...sections.flatMap(({ heading, parts }) => [
    heading,
    ...parts.flatMap((part): readonly string[] => {
      if (part.kind === 'figures') return part.figures.map(({ value }) => value)
      if (part.kind === 'lines') return part.lines
      return part.kind === 'table' ? part.rows.flat().map(({ text }) => text) : []
    }),
  ]),
]

const plain = (text: string): string =>
  text
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

test('a file says everything that the report says, and asks for nothing outside', async () => {
  const file = await fileOf(aReport(3, FLEET))
  expect(file).not.toMatch(/<script|<link|<img|url\(|@import|@font-face|src=/i)
  expect(file.match(/<metadata>/g)).toHaveLength(1)
  expect(file).toBe(await fileOf(aReport(3, FLEET)))
})

test('a picture that cannot be drawn leaves no gap', async () => {
  const nothing = reportDrawing(() => Promise.resolve(null))
  expect((await nothing.page(aReport(1, FLEET))).body.markup).not.toContain('<figure')
})

describe.skipIf(!hasChromium())('a report in a browser (needs chromium)', () => {
  let browser: Browser
  let folder = ''
  beforeAll(async () => {
    browser = await launchChromium()
    folder = await mkdtemp(join(tmpdir(), 'budgeteer-report-'))
  })
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  })

  async function opened(
    document: ReportDocument,
    width: number,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    const path = join(folder, `${width}-${colorScheme}.html`)
    await writeFile(path, await fileOf(document))
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      bypassCSP: true,
    })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(path).href)
    expect(asked).toEqual([pathToFileURL(path).href])
    return page
  }
  /** The titles of the pictures that can be seen. */
  const seen = (page: Page): Promise<readonly string[]> =>
    page.locator('figure svg:visible > title').allTextContents()

  test.each([
    ['a desk', 1280, 'light', 960],
    ['a desk', 1280, 'dark', 960],
    ['a phone', 390, 'light', 350],
    ['a phone', 390, 'dark', 350],
  ] as const)('fits %s of %i px in %s and shows its picture once', async (_, width, scheme, drawn) => {
    const page = await opened(aReport(3, FLEET), width, scheme)
    await fits(page)
    expect(await seen(page)).toEqual([`Levels, ${scheme} and ${drawn} wide`])
    expect(await seriousFindings(page)).toEqual([])
  })

  test('shows each word, hostile names as they are written', async () => {
    const document = aReport(3)
    const page = await opened(document, 1280)
    const words = plain((await page.locator('body').textContent()) ?? '')
    for (const one of wordsIn(document)) expect(words).toContain(plain(one))
  })

  test('is printed in light with the wide picture, whatever the screen’s scheme is', async () => {
    const page = await opened(aReport(3, FLEET), 1280, 'dark')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await seen(page)).toEqual(['Levels, light and 960 wide'])
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  })

  test('fits a phone with nothing in it, and a desk with 300 services in it', async () => {
    await fits(await opened(anEmptyReport, 390))
    const page = await opened(aReport(300), 1280)
    await fits(page)
    await page.getByText('300 services, the worst first').click()
    await page.getByRole('link', { name: 'Service 300', exact: true }).click()
    expect(await page.locator(':target h2').textContent()).toBe('Service 300')
  })

  test('becomes a PDF of the same bytes each time', async () => {
    const program = requiredProgram('chromium') ?? ''
    const file = await fileOf(aReport(2, FLEET))
    const at = Date.parse('2026-11-01T00:00:00Z')
    const [first, second] = [await printPdf(file, at, { program }), await printPdf(file, at, { program })]
    expect(first.equals(second)).toBe(true)
    expect(first.toString('latin1')).toContain("/CreationDate (D:20261101000000+00'00')")
  })
})
