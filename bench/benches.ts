import { measureAcknowledgements } from './acknowledgements.ts'
import { measureBacktest } from './backtest.ts'
import { measureCommands } from './commands.ts'
import { measureForecast } from './forecast.ts'
import { measureGate } from './gate.ts'
import { measureGrowth } from './growth.ts'
import { measureIdle } from './idle.ts'
import { measurePages } from './pages.ts'
import { measurePoll } from './poll.ts'
import { measureRecordedPoll } from './poll-recorded.ts'
import { measureWholePoll } from './poll-whole.ts'
import { measureStore } from './store.ts'
import { measureStartUp } from './start-up.ts'
import type { Measurement } from './measurement.ts'

/** Each measures something beside its baseline, both in this run: figures of different machines say nothing. */
export const BENCHES: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  gate: measureGate,
  pages: measurePages,
  acknowledgements: measureAcknowledgements,
  poll: measurePoll,
  'poll-recorded': measureRecordedPoll,
  'poll-whole': measureWholePoll,
  idle: measureIdle,
  backtest: measureBacktest,
  'start-up': measureStartUp,
  commands: measureCommands,
  forecast: measureForecast,
  store: measureStore,
  growth: measureGrowth,
}
