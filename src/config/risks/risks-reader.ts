import { parseObjective } from '../../core/budgets/objective.ts'
import type { Service } from '../../core/budgets/slo.ts'
import { ENFORCING_ROLE, SERVICE_OWNER } from '../../core/people/role-book.ts'
import { NO_RISKS, type RiskCatalog, type RiskCatalogs } from '../../core/risks/risk-catalog.ts'
import { checkShape } from '../reading/check-shape.ts'
import { isError, type Problem } from '../reading/problem.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import { figuresAfter, figuresOf } from './risk-figures.ts'
import { risksProblems, type RiskSurroundings, targetSlo } from './risks-problems.ts'
import { type RiskCatalogYaml, risksShape, type RiskYaml } from './risks-shape.ts'

const USUAL_ROLES = [SERVICE_OWNER, ENFORCING_ROLE]
const USUAL_SINGLE_RISK_PERCENT = 25

/** Reads `risks.yaml`. No catalog unless all is right. */
export function readRisks(
  file: YamlFile,
  around: RiskSurroundings,
): { readonly risks: RiskCatalogs; readonly problems: readonly Problem[] } {
  const { whole, rest, problems: shape } = checkShape(file, risksShape)
  const problems = [...shape, ...risksProblems(file, rest ?? {}, around)]
  if (whole === undefined || problems.some(isError)) return { risks: NO_RISKS, problems }
  const catalogs = whole.catalogs.map((yaml, index) =>
    catalogOf(yaml, file.at('catalogs', index), around.services),
  )
  return { risks: { acceptingRoles: whole.accepted_by ?? USUAL_ROLES, catalogs }, problems }
}

function catalogOf(yaml: RiskCatalogYaml, place: Place, services: readonly Service[]): RiskCatalog {
  const target =
    yaml.target === undefined ? targetSlo(yaml, services)?.objective : parseObjective(place.at('target').text)
  if (target === undefined) throw new Error(`${place.shown} passed the checks and has no target`)
  return {
    name: yaml.name,
    title: yaml.title,
    services: [...new Set(yaml.services)],
    target,
    singleRiskRatio: (yaml.single_risk ?? USUAL_SINGLE_RISK_PERCENT) / 100,
    risks: yaml.risks.map(riskOf),
  }
}

const riskOf = (yaml: RiskYaml) => ({
  name: yaml.name,
  title: yaml.title,
  figures: figuresOf(yaml),
  isAccepted: yaml.accepted ?? false,
  url: yaml.link ?? null,
  mitigations: (yaml.mitigations ?? []).map((mitigation) => ({
    title: mitigation.title,
    figures: figuresAfter(yaml, mitigation),
    effortDays: mitigation.effort_days ?? null,
    cost: mitigation.cost ?? null,
  })),
})
