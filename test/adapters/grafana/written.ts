import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { loadConfiguration } from '../../../src/config/load-configuration.ts'
import { dashboardText } from '../../../src/adapters/grafana/dashboards.ts'
import { dashboardFacts, type RecordedSli } from '../../../src/adapters/grafana/facts.ts'
import type { DashboardName } from '../../../src/adapters/grafana/names.ts'

const ROOT = join(import.meta.dirname, '../../..')

const QUERY = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string().optional() })
const STEP = z.object({ value: z.number().nullable(), color: z.string() })

/** What tests read of a dashboard. */
export const DASHBOARD = z.object({
  uid: z.string(),
  title: z.string(),
  links: z.array(z.object({ url: z.string() })).optional(),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })),
  }),
  annotations: z.object({
    list: z
      .array(z.object({ name: z.string(), target: QUERY, titleFormat: z.string(), textFormat: z.string() }))
      .optional(),
  }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(QUERY).optional(),
      fieldConfig: z
        .object({
          defaults: z.object({ thresholds: z.object({ steps: z.array(STEP) }).optional() }),
          overrides: z.array(
            z.object({
              matcher: z.object({ id: z.string(), options: z.string() }),
              properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
            }),
          ),
        })
        .optional(),
    }),
  ),
})
export type Dashboard = z.infer<typeof DASHBOARD>
export type Panel = Dashboard['panels'][number]

export const SCHEMA: unknown = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/grafana/dashboard.schema.json'), 'utf8'),
)

/** The dashboard of a shipped example, as it is written. */
export async function written(
  name: DashboardName,
  slis: readonly RecordedSli[],
  folder: string,
  pagesUrl: string | null = null,
): Promise<unknown> {
  const loaded = await loadConfiguration({
    dir: join(ROOT, folder),
    shippedPolicies: join(ROOT, 'config/policies'),
  })
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'))
  const text = dashboardText(name, dashboardFacts(loaded.catalog, slis, pagesUrl))
  if (text === undefined) throw new Error(`${name} has nothing to show`)
  return JSON.parse(text)
}
