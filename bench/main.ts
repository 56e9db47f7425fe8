import { cpus, loadavg } from 'node:os'
import { measureAcknowledgements } from './acknowledgements.ts'
import { measureBacktest } from './backtest.ts'
import { measureCommands } from './commands.ts'
import { measureForecast } from './forecast.ts'
import { measureGate } from './gate.ts'
import { isEnough, type Measurement, measurementTable } from './measurement.ts'
import { measureIdle } from './idle.ts'
import { measurePages } from './pages.ts'
import { measurePoll } from './poll.ts'
import { measureRecordedPoll } from './poll-recorded.ts'
import { measureWholePoll } from './poll-whole.ts'
import { measureStore } from './store.ts'
import { measureStartUp } from './start-up.ts'

/** Each measures something beside its baseline, both in this run: figures of different machines say nothing. */
const BENCHES: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
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
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}

const load = (): string => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors`
console.log(`Node ${process.version}, ${load()}`)
const measurements: Measurement[] = []
for (const [name, measure] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`measuring ${name} …`)
  measurements.push(...(await measure()))
}
console.log(
  `\n${measurementTable(measurements)}\n\n${load()} at the end. Share: ours of the baseline, more is better.`,
)
if (!measurements.every(isEnough)) process.exitCode = 1
