/**
 * Says what is known against the packages that the bot runs on: `npm run audit`. Fails where something is high or critical, and with
 * --required also where the registry could not be asked.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { auditDependencies, verdictOn } from './release/dependency-audit.ts'

const { values } = parseArgs({ options: { required: { type: 'boolean', default: false } } })
const { isGood, text } = verdictOn(await auditDependencies(join(import.meta.dirname, '..')), values.required)
console.log(text)
if (!isGood) process.exitCode = 1
