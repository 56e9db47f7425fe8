import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layoutFaults } from './layout.ts'
import { hasChromium, launchChromium } from '../support/browser.ts'

describe.skipIf(!hasChromium())('the layout of a page (needs chromium)', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  })
  afterAll(() => browser.close())

  test.each([
    ['a text that wraps', '<p>Word after word, as many as there are, until the line is full</p>', []],
    [
      'a wide table that scrolls',
      '<div style="overflow-x:auto"><p style="width:600px">Wide, and scrolls</p></div>',
      [],
    ],
    [
      'what is scrolled away',
      '<div style="height:20px;overflow:auto"><p>First</p><p>Second, further down</p></div><p>Below the box</p>',
      [],
    ],
    ['a date at the end of a line', '<p style="width:90px">until 2026-11-30</p>', []],
    [
      'a text for screen readers alone',
      '<p>Seen</p><span style="position:absolute;width:1px;height:1px;overflow:hidden">Not seen at all</span>',
      [],
    ],
    ['a dialog over a page', '<p>Below</p><p style="position:fixed;top:0;left:0">Above</p>', []],
    [
      'a shortened text with its title',
      '<p title="All of it" style="width:60px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis">All of it, to the end</p>',
      [],
    ],
    [
      'what is too wide',
      '<p style="width:600px;white-space:nowrap">A line that is longer than a phone is wide, by a good deal more</p>',
      [
        'the page is 608 px wide on 390 px',
        '"A line that is longer than a phone is wide, by a good deal m" runs out of the window',
      ],
    ],
    [
      'what a box hides',
      '<p style="width:60px;overflow:hidden;white-space:nowrap">Cut in the middle</p>',
      ['"Cut in the middle" is cut off'],
    ],
    [
      'texts over each other',
      '<p style="margin:0">Below it all</p><p style="margin:-18px 0 0">Over it</p>',
      ['"Below it all" and "Over it" lie over each other'],
    ],
    [
      'a figure apart from its unit',
      '<p style="width:80px;font:16px monospace">left: 12 %</p>',
      ['12 % is broken over two lines'],
    ],
  ])('%s', async (_, markup, faults) => {
    await page.setContent(`<!doctype html><body>${markup}</body>`)
    expect(await layoutFaults(page)).toEqual(faults)
  })
})
