import { MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

/** When every figure is taken. */
export const AT = Date.parse('2026-01-31T00:02:30Z')

const LOOKBACKS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const

export type Labels = Readonly<Record<string, string>>

export interface RecordedSeries {
  readonly name: string
  readonly labels: Labels
  readonly value: number | 'NaN'
  /** The newest sample is so old; 0 for one of this minute. */
  readonly ageMs?: number
}

interface SlothSlo {
  readonly service: string
  readonly slo: string
  /** The `sloth_version` of whoever wrote the rules. */
  readonly version: string
  /** Percent. */
  readonly objective: number
  readonly period?: { readonly days: number; readonly name: string }
  /** Error ratios by lookback, `period` for the whole window. */
  readonly ratios: Readonly<Record<string, number | 'NaN'>>
}

/** The series that Sloth's rules, or ours, write of one SLO. */
export function slothSeries(one: SlothSlo): RecordedSeries[] {
  const { service, slo, version, objective, period, ratios } = one
  const labels = { sloth_id: `${service}-${slo}`, sloth_service: service, sloth_slo: slo }
  const windows = [...LOOKBACKS, ...(period === undefined ? [] : [period.name])]
  return [
    ...windows.flatMap((window): RecordedSeries[] => {
      const value = ratios[window === period?.name ? 'period' : window]
      return value === undefined
        ? []
        : [{ name: `slo:sli_error:ratio_rate${window}`, labels: { ...labels, sloth_window: window }, value }]
    }),
    {
      name: 'sloth_slo_info',
      labels: {
        ...labels,
        sloth_version: version,
        sloth_mode: 'cli-gen-prom',
        sloth_objective: `${objective}`,
      },
      value: 1,
    },
    { name: 'slo:objective:ratio', labels, value: objective / 100 },
    ...(period === undefined ? [] : [{ name: 'slo:time_period:days', labels, value: period.days }]),
  ]
}

/** Ten minutes of OpenMetrics text up to `until`. */
export function recordedHistory(series: readonly RecordedSeries[], until = AT): string {
  const lines = series.flatMap(({ name, labels, value, ageMs = 0 }) => {
    const text = Object.entries(labels)
      .map(([label, of]) => `${label}=${JSON.stringify(of)}`)
      .join(',')
    return Array.from({ length: 10 }, (_, k) => {
      const at = (until - ageMs - (9 - k) * MINUTE_MS - 30_000) / 1_000
      return `${name}{${text}} ${value} ${at}`
    })
  })
  return `${lines.join('\n')}\n# EOF\n`
}
