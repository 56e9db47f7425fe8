import { flag, mapping } from '../reading/fields.ts'
import { webAddress } from './source-shape.ts'

export const pages = mapping({
  url: webAddress('https://budgets.example.com')
    .optional()
    .describe('Where people reach the bot in a browser. Without it no message links to a page.'),
  public: flag.optional().describe('Whoever reaches the bot may look. Default: false.'),
}).describe('The pages that people look at in a browser. Shut unless this says who may look.')
