import type { AlertWorld } from '../../src/core/incidents/incident-world.ts'
import { type ReceivedAlert } from '../../src/core/incidents/alert.ts'
import { GATEWAY, type Platform } from './platform.ts'

/** An alert of the gateway that fires, as Alertmanager brings it, but for what is given. */
export const anAlert = (given: Partial<ReceivedAlert> = {}): ReceivedAlert => ({
  status: given.endsAt === undefined ? 'firing' : 'resolved',
  labels: { alertname: 'HighErrorRate', service: GATEWAY, severity: 'critical' },
  annotations: { summary: 'Too many requests fail' },
  startsAt: Date.parse('2025-10-23T11:50:00Z'),
  endsAt: Date.parse('0001-01-01T00:00:00Z'),
  generatorUrl: 'http://prometheus:9090/graph?g0.expr=rate%28errors%5B5m%5D%29&g0.tab=1',
  fingerprint: 'b8ac95d1d1c8f7a4',
  ...given,
})

/** What `takeAlerts` needs, on the platform. */
export const alertDeps = (platform: Platform): AlertWorld => ({
  ...platform.freezing,
  mapping: platform.everything.mapping,
  nextTurn: platform.everything.nextTurn,
})
