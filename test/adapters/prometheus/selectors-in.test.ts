import { expect, test } from 'vitest'
import { selectorsIn } from '../../../src/adapters/prometheus/queries/selectors-in.ts'

test.each<[string, readonly string[]]>([
  ['requests_total', ['requests_total']],
  [
    'sum(rate(a_total{code!~"5.."}[$window])) / sum(rate(a_total[$window]))',
    ['a_total{code!~"5.."}', 'a_total'],
  ],
  [
    'sum by (job) (rate(a{x="}"}[5m] offset 1h30m)) / on (job) group_left(team) max without(instance)(b) > bool 1e-3 or vector(0)',
    ['a{x="}"}', 'b'],
  ],
  ['1 - avg_over_time({__name__=~"a|b",x="y"}[1d:5m] @ end()) # c{d}', ['{__name__=~"a|b",x="y"}']],
  ['{"http.server.requests", a="b"} + count_values("v", build)', ['{"http.server.requests",a="b"}', 'build']],
  ['sum(z) by (x) unless ignoring(y) w atan2 v', ['z', 'w', 'v']],
  ['time() - x offset 5m + Inf - .5e3', ['x']],
  ['label_replace(up, "a", "$1", "b", "(.*)") and avg(up) > 0.5', ['up']],
  ['vector(1)', []],
])('the selectors in %s', (promql, due) => {
  expect(selectorsIn(promql)).toEqual(due)
})
