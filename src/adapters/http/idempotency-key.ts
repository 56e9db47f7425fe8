import { z } from 'zod'

/** Headers of a call that may be repeated. */
export const idempotent = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(
      /^[\x21-\x7e]{1,200}$/,
      'The header Idempotency-Key must be one word of 1 to 200 visible ASCII characters.',
    )
    .optional()
    .describe('The same call with the same key gets the same answer, and is counted once'),
})
