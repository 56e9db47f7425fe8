import { z } from 'zod'
import { freezesShape } from './freezes/freezes-shape.ts'
import { maintenanceShape } from './maintenance/maintenance-shape.ts'
import { policyShape } from './policies/policy-shape.ts'
import { policyTestShape } from './policies/policy-test-shape.ts'
import { risksShape } from './risks/risks-shape.ts'
import { settingsShape } from './settings/settings-shape.ts'
import { slosShape } from './services/service-shape.ts'

const SCHEMAS = {
  'budgeteer.schema.json': settingsShape,
  'freezes.schema.json': freezesShape,
  'maintenance.schema.json': maintenanceShape,
  'policy.schema.json': policyShape,
  'policy-test.schema.json': policyTestShape,
  'risks.schema.json': risksShape,
  'slos.schema.json': slosShape,
}

/** JSON Schemas by file name, as text. They complete and check what an editor can; `budgeteer check` knows the rest. */
export function editorSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([file, schema]) => [
      file,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), null, 2)}\n`,
    ]),
  )
}
