import { z } from 'zod'
import { freezesSchema } from './freezes/freezes-shape.ts'
import { maintenanceSchema } from './maintenance/maintenance-shape.ts'
import { policySchema } from './policies/policy-shape.ts'
import { policyTestSchema } from './policies/policy-test-shape.ts'
import { settingsSchema } from './settings/settings-shape.ts'
import { slosSchema } from './services/service-shape.ts'

const SCHEMAS = {
  'budgeteer.schema.json': settingsSchema,
  'freezes.schema.json': freezesSchema,
  'maintenance.schema.json': maintenanceSchema,
  'policy.schema.json': policySchema,
  'policy-test.schema.json': policyTestSchema,
  'slos.schema.json': slosSchema,
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
