/** A query of a Prometheus, and whatever else its metric source says. */
export const query = (promql: string, more: object = {}): object => ({
  metricSource: { type: 'Prometheus', spec: { query: promql }, ...more },
})

/** A spec with nothing but what v1 asks for. */
export const SPEC = {
  apiVersion: 'openslo/v1',
  kind: 'SLO',
  metadata: { name: 'sold' },
  spec: {
    service: 'box-office',
    indicator: {
      metadata: { name: 'sales' },
      spec: { ratioMetric: { counter: true, good: query('good_total'), total: query('all_total') } },
    },
    timeWindow: [{ duration: '28d', isRolling: true }],
    budgetingMethod: 'Occurrences',
    objectives: [{ target: 0.995 }],
  },
}

/** Where its one objective is. */
export const OBJECTIVE = ['spec', 'objectives', 0]
