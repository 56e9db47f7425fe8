import type { SecretsRead } from '../../config/settings/secrets.ts'
import type { Problem } from '../../config/reading/problem.ts'
import { type Finding, good, problem, warning } from './finding.ts'
import { contentsOf, type ReadConfiguration } from '../configuration/open-configuration.ts'

/** What was read from the files that people edit. */
export function configurationFindings({ loaded, templates }: ReadConfiguration): readonly Finding[] {
  const problems = loaded.problems.map((one) => {
    const say = one.severity === 'error' ? problem : warning
    return say('configuration', describe(one), 'fix the file; `budgeteer check` looks at the files alone')
  })
  return [
    ...(loaded.ok ? [good('configuration', contentsOf(loaded))] : []),
    ...problems,
    ...(templates.ok
      ? [good('configuration', 'the templates can be rendered')]
      : templates.problems.map(({ file, message }) =>
          problem('configuration', `${file}: ${message}`, 'fix the template'),
        )),
    ...(!loaded.ok && loaded.readable === null
      ? [warning('configuration', 'nothing else was checked', 'fix budgeteer.yaml first')]
      : []),
  ]
}

function describe({ file, line, path, message }: Problem): string {
  const place = line === null ? file : `${file}:${line}`
  return `${[place, path].filter((part) => part !== '').join(' ')}: ${message}`
}

/** Whether every secret that the configuration asks for is in the environment. */
export function environmentFindings(read: SecretsRead): readonly Finding[] {
  if (read.ok) return [good('environment', 'every secret that the configuration names is set')]
  return read.missing.map(({ message }) =>
    problem('environment', message, 'set it in the environment or in .env; .env.example explains each'),
  )
}
