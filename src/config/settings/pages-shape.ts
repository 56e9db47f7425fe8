import { z } from 'zod'
import { flag, listOf, mapping } from '../reading/fields.ts'
import { headerName, webAddress } from './source-shape.ts'

const NETWORK = 'an address or a network such as 10.0.0.0/8 or 127.0.0.1'
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: NETWORK })

export const pages = mapping({
  url: webAddress('https://budgets.example.com')
    .optional()
    .describe('Where people reach the bot in a browser. Without it `/budget page` gives no link.'),
  public: flag.optional().describe('Whoever reaches the bot may look. Default: false.'),
  proxy: mapping({
    header: headerName.describe('In which the proxy says who somebody is, such as X-Forwarded-User.'),
    trusted: listOf(network)
      .min(1, { error: `at least one: ${NETWORK}` })
      .describe('Where the proxy calls from. From anybody else the header is ignored.'),
  })
    .optional()
    .describe('A proxy that signs people in, and writes or removes the header of every call.'),
}).describe('The pages that people look at in a browser. Members sign in with `/budget page`.')

export type PagesYaml = z.infer<typeof pages>
