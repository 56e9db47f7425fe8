import { ENFORCEMENTS } from '../../core/kernel/enforcement.ts'
import { choice } from './fields.ts'

/** Whether rules bind. What is said of a level counts before what is said of a service, and that before the policy's. */
export const enforcement = choice(ENFORCEMENTS)
  .optional()
  .describe('shadow: nothing is blocked and nobody is called; channels.shadow hears what would have been.')
