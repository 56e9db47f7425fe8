import { z } from 'zod'
import { freezesSchema } from './freezes-schema.ts'
import { maintenanceSchema } from './maintenance-schema.ts'
import { policySchema } from './policy-schema.ts'
import { policyTestSchema } from './policy-test-schema.ts'
import { settingsSchema } from './settings-schema.ts'
import { slosSchema } from './slo-schema.ts'

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
