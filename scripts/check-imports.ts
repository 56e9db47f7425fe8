/** Runs the import rules. A cruise that finds no module is a failure: a broken resolver must not pass. */
import { cruise, type IFlattenedRuleSet } from 'dependency-cruiser'
import config from '../.dependency-cruiser.cjs'

const { output } = await cruise(['src'], {
  ...config.options,
  ruleSet: config as IFlattenedRuleSet,
  validate: true,
})
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')

const { violations, totalCruised } = output.summary
for (const { from, to, rule } of violations) {
  const comment = config.forbidden.find(({ name }) => name === rule.name)?.comment ?? ''
  console.error(`${from} → ${to}\n  ${rule.name}: ${comment}`)
}
if (totalCruised === 0) console.error('No module was found: the import rules were not checked.')
else console.log(`${totalCruised} modules, ${violations.length} breaches of the import rules`)
process.exitCode = totalCruised === 0 || violations.length > 0 ? 1 : 0
