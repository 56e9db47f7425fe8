import { z } from 'zod'

/** What the thread that tries templates is asked. */
export const checkJob = z.object({
  dir: z.string(),
  shipped: z.string().optional(),
  announcements: z.array(z.string()).optional(),
  boundaries: z.array(z.number()),
})

export type CheckJob = z.infer<typeof checkJob>

/** What it says: the template that it tries now, and in the end what is wrong with them. */
export const checkReport = z.union([
  z.object({ checking: z.string() }),
  z.object({ problems: z.array(z.object({ file: z.string(), message: z.string() })) }),
])
