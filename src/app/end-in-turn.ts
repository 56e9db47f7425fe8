import type { Logger } from 'pino'

/** Ends one part after the other; one that fails is logged and keeps no other from ending. Never rejects. */
export async function endInTurn(parts: readonly (() => Promise<void>)[], logger: Logger): Promise<void> {
  for (const end of parts) {
    try {
      await end()
    } catch (error) {
      logger.warn({ err: error }, 'a part of the bot did not end well')
    }
  }
}
