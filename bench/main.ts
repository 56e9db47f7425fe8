import { measureGate } from './gate.ts'
import { type Measurement, measurementLine, share } from './measurement.ts'
import { measurePoll } from './poll.ts'

/** Each measures one thing beside its baseline, both in this run: figures of different machines say nothing. */
const BENCHES: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  gate: measureGate,
  poll: measurePoll,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
for (const [name, measure] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const measurement of await measure()) {
    console.log(measurementLine(measurement))
    if (measurement.least !== undefined && share(measurement) < measurement.least) process.exitCode = 1
  }
}
