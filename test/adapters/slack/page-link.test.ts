import { expect, test } from 'vitest'
import { requestBlocks } from '../../../src/adapters/slack/blocks/request.ts'
import { statusOfOne } from '../../../src/adapters/slack/commands/budget-status.ts'
import { namesOf } from '../../../src/adapters/slack/names.ts'
import { useCases } from '../../../src/core/use-cases.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import { MAX_BLOCKS } from '../../../src/adapters/slack/blocks/limits.ts'
import { linkToPage, withPageLink } from '../../../src/adapters/slack/blocks/page-link.ts'
import { section } from '../../../src/adapters/slack/blocks/parts.ts'

const link = { url: 'https://bot.example/requests/r-1', words: 'The request in the browser' }

test('the link stands below the message, and nothing of the message is given up for it', () => {
  const blocks = [section('words')]
  expect(withPageLink(blocks, null)).toEqual(blocks)
  expect(withPageLink(blocks, link)).toEqual([
    ...blocks,
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: '<https://bot.example/requests/r-1|The request in the browser>' }],
    },
  ])
  const full = Array.from({ length: MAX_BLOCKS }, () => section('words'))
  expect(withPageLink(full, link)).toEqual(full)
})

test('an address cannot break out of its link', () => {
  expect(linkToPage({ ...link, url: 'https://bot.example/?a&b' })).toBe(
    '<https://bot.example/?a&amp;b|The request in the browser>',
  )
})

test('a request and a service that somebody asked for lead to their pages, where these have an address', async () => {
  const platform = await Platform.open()
  await platform.settle(0.9)
  const request = await platform.requestNow(await platform.opened())
  const shown = { grants: [], now: platform.clock.now() }
  const linked = async (url: string | null): Promise<string> => {
    const cases = useCases({ ...platform.everything, pages: () => ({ url, isPublic: false }) })
    const { blocks } = await statusOfOne(cases, GATEWAY, null)
    return JSON.stringify([requestBlocks(request, namesOf(cases), shown), blocks])
  }
  const withLinks = await linked('https://bot.example')
  expect(withLinks).toContain(`<https://bot.example/requests/${request.id}|The request in the browser>`)
  expect(withLinks).toContain(`<https://bot.example/services/${GATEWAY}|The service in the browser>`)
  expect(await linked(null)).not.toContain('in the browser')
  await platform.close()
})
