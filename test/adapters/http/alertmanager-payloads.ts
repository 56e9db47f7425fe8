/** Payloads as Alertmanager 0.25 writes them (webhook version 4), of the service that the fixture knows. */
const SENT = {
  receiver: 'budgeteer',
  externalURL: 'http://alertmanager:9093',
  version: '4',
  truncatedAlerts: 0,
}

const labels = {
  alertname: 'HighErrorRate',
  service: 'checkout-api',
  severity: 'page',
  instance: '10.0.0.1:80',
}
const annotations = {
  summary: 'High error rate on checkout <api>',
  description: 'More than 5 % of requests fail.\nSee the runbook.',
}

export const FIRING = {
  ...SENT,
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels,
      annotations,
      startsAt: '2026-03-02T09:52:26.739266876Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph?g0.expr=rate%28errors%5B5m%5D%29+%3E+0.05&g0.tab=1',
      fingerprint: 'b8ac95d1d1c8f7a4',
    },
  ],
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: labels,
  commonAnnotations: annotations,
  groupKey: '{}/{service=~".+"}:{alertname="HighErrorRate"}',
}

const [first] = FIRING.alerts

export const RESOLVED = {
  ...FIRING,
  status: 'resolved',
  alerts: [{ ...first, status: 'resolved', endsAt: '2026-03-02T09:58:11.739266876Z' }],
}

/** A group of three, one of which is resolved, and of which Alertmanager left some out. */
export const GROUP = {
  ...FIRING,
  truncatedAlerts: 7,
  alerts: [
    { ...first, status: 'resolved', endsAt: '2026-03-02T09:58:11.739266876Z' },
    { ...first, labels: { ...labels, instance: '10.0.0.2:80' }, fingerprint: '2b1d94a8b7d0c3e5' },
    {
      ...first,
      labels: {
        alertname: 'SLOBurn',
        sloth_service: 'checkout-api',
        sloth_slo: 'availability',
        sloth_id: 'x',
      },
      startsAt: '2026-03-02T10:52:26.7+01:00',
      fingerprint: 'f00d94a8b7d0c3e5',
    },
  ],
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
}

/** Such as programs that imitate it send it, with fields of their own and without some of ours. */
export const FOREIGN = {
  version: '4',
  title: '[FIRING:1]',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels,
      startsAt: '2026-03-02T09:52:26Z',
      fingerprint: 'b8ac95d1d1c8f7a4',
      silenceURL: 'http://grafana:3000/silence',
      values: { B: 22 },
    },
  ],
}

/** A group of odd alerts beside a good one, such as scripts and templates make them. */
export const ODD_GROUP = {
  ...FIRING,
  groupLabels: null,
  alerts: [
    odd('LongDescription', { annotations: { summary: 's', description: 'x'.repeat(12_000) } }),
    odd('NullAnnotation', { annotations: { summary: null } }),
    odd('NumericLabel', {}, { code: 500 }),
    odd('NoStart', { startsAt: undefined }),
    odd('Neighbour', {}),
  ],
}

function odd(alertname: string, given: object, label: object = {}) {
  return {
    status: 'firing',
    labels: { alertname, service: 'checkout-api', ...label },
    annotations: { summary: 'slow' },
    startsAt: '2026-03-02T09:52:26Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph',
    fingerprint: alertname.toLowerCase(),
    ...given,
  }
}

/** As Grafana's webhook contact point writes it. */
export const GRAFANA = {
  receiver: 'budgeteer',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'checkout-api', grafana_folder: 'SLOs' },
      annotations: { summary: 'Error rate above 5 %' },
      startsAt: '2026-03-02T09:52:20Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://grafana:3000/alerting/grafana/adk2/view?orgId=1',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'http://grafana:3000/alerting/silence/new?alertmanager=grafana&orgId=1',
      dashboardURL: '',
      panelURL: '',
      values: { B: 0.07, C: 1 },
      valueString: "[ var='B' labels={} value=0.07 ]",
    },
  ],
  groupLabels: { alertname: 'HighErrorRate', grafana_folder: 'SLOs' },
  commonLabels: { alertname: 'HighErrorRate', service: 'checkout-api', grafana_folder: 'SLOs' },
  commonAnnotations: { summary: 'Error rate above 5 %' },
  externalURL: 'http://grafana:3000/',
  version: '1',
  groupKey: '{}/{service=~".+"}:{alertname="HighErrorRate", grafana_folder="SLOs"}',
  truncatedAlerts: 0,
  title: '[FIRING:1] HighErrorRate SLOs (checkout-api)',
  state: 'alerting',
  message: '**Firing**',
}
