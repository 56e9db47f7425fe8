import { type BotProcess, eventually } from '../support/bot-process.ts'

const ALLOWED = 0.005

/** Down through the levels and up again, over and over. */
export const LEVELS = [
  { remaining: 0.42, head: '⚠️  Error Budget Status: WARNING' },
  { remaining: 0.18, head: '🔴 ERROR BUDGET FREEZE: CRITICAL' },
  { remaining: 0.07, head: '🚨 ERROR BUDGET FREEZE: EMERGENCY' },
  { remaining: 0.72, head: '📊 Error Budget Status: HEALTHY' },
] as const

/** The counts to add so that this share of the budget is left: failures, or good requests that dilute them. */
export function countsThatLeave(
  remaining: number,
  { failed, total }: { readonly failed: number; readonly total: number },
): { readonly failed: number; readonly total: number } {
  const failing = ALLOWED * (1 - remaining)
  if (failed >= failing * total) return { failed: 0, total: Math.round(failed / failing) - total }
  const more = Math.round((failing * total - failed) / (1 - failing))
  return { failed: more, total: more }
}

/** A pipeline that pushes until it is told that the counts are kept, to whatever bot there is by then. */
export async function pushed(bot: () => BotProcess, good: number, total: number, key: string): Promise<void> {
  await eventually(`the counts of ${key}`, async () => {
    const { status } = await bot().push({ good, total, key })
    return status === 200 ? true : undefined
  })
}

/** Resolves when the bot says so. */
export const levelIs = (bot: BotProcess, level: string): Promise<unknown> =>
  eventually(level, async () => {
    const { json } = await bot.call('/v1/services/checkout')
    return JSON.stringify(json).includes(`"level":"${level}"`) ? true : undefined
  })
