import { cpus, loadavg } from 'node:os'
import { BENCHES } from './benches.ts'
import { isEnough, type Measurement, measurementTable } from './measurement.ts'

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
