import { Counter, Gauge, type Registry } from 'prom-client'

export const SLO_LABELS = ['service', 'slo'] as const

/** Makers of metrics in a registry. */
export const metricsIn = (registry: Registry) => ({
  gauge: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] }),
  counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] }),
})
