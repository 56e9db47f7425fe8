import { writeFile } from 'node:fs/promises'
import { chartDrawing } from '../../adapters/charts/chart-drawing.ts'
import type { Backtest } from '../../core/backtest/backtest.ts'
import { systemRefusal } from '../../core/kernel/system-error.ts'
import { levelRibbon } from '../../core/pictures/level-ribbon.ts'

/** As wide as a page of a wiki shows it. */
const WIDTH_PX = 960

/** Draws the levels of a backtest into a file, which is replaced. @throws SystemRefusal where it cannot be written */
export async function writeRibbon(file: string, backtest: Backtest, timeZone: string): Promise<void> {
  const look = { widthPx: WIDTH_PX, scheme: 'light' } as const
  const svg = await chartDrawing().svg(levelRibbon(backtest, timeZone), look)
  await writeFile(file, svg).catch((error: unknown) => {
    throw systemRefusal(error, file) ?? error
  })
}
