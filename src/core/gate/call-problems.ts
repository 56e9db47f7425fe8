import { type Catalog, governed } from '../policy/catalog.ts'
import { riskProblem, unknownChange, unknownService } from '../policy/unknown-names.ts'
import type { GateCall, Invalid } from '../requests/outcome.ts'

/** A gate call's names against the configuration. Null when all are known. */
export function problemsOf(call: GateCall, catalog: Catalog): Invalid | null {
  const found = governed(catalog, call.service)
  if (found === undefined) return invalid('service', unknownService(call.service, catalog))
  const change = found.policy.changes.get(call.change)
  if (change === undefined) return invalid('change', unknownChange(call.change, found.policy))
  const problem = call.risk === null ? null : riskProblem(found.policy, change, call.risk)
  return problem === null ? null : invalid('risk', problem)
}

const invalid = (field: 'service' | 'change' | 'risk', message: string): Invalid => ({
  kind: 'invalid',
  problems: [{ field, message }],
})
