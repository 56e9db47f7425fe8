/** Runs the import rules. A cruise that finds no module is a failure: a broken resolver must not pass; so is a folder without a rule. */
import { readdirSync } from 'node:fs'
import { cruise, type IFlattenedRuleSet } from 'dependency-cruiser'
import config from '../.dependency-cruiser.cjs'

const { output } = await cruise(['src', 'demo', 'gate-client/client', 'gate-client/description'], {
  ...config.options,
  ruleSet: { forbidden: config.forbidden } as IFlattenedRuleSet,
  validate: true,
})
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')

const unruled = Object.entries(config.folders).flatMap(([folder, known]) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.includes(entry.name))
    .map(({ name }) => `${folder}/${name}`),
)
for (const folder of unruled)
  console.error(`${folder} has no import rule: give it a place in .dependency-cruiser.cjs.`)

const { violations, totalCruised } = output.summary
for (const { from, to, rule } of violations) {
  const comment = config.forbidden.find(({ name }) => name === rule.name)?.comment ?? ''
  console.error(`${from} → ${to}\n  ${rule.name}: ${comment}`)
}
if (totalCruised === 0) console.error('No module was found: the import rules were not checked.')
else console.log(`${totalCruised} modules, ${violations.length} breaches of the import rules`)
process.exitCode = totalCruised === 0 || violations.length > 0 || unruled.length > 0 ? 1 : 0
