import { expect, test } from 'vitest'
import { EXAMPLES } from './an-announcement.ts'
import { renderer } from './shipped.ts'

// The four example messages of the policy document, with the line that names the service put in.

test('HEALTHY', () => {
  expect(renderer.text(EXAMPLES.HEALTHY)).toBe(`📊 Error Budget Status: HEALTHY (72%)
Service: ML Inference Gateway
Status: Normal operations
Deployments: All approved
Next Review: Weekly`)
})

test('WARNING', () => {
  expect(renderer.text(EXAMPLES.WARNING)).toBe(`⚠️  Error Budget Status: WARNING (42%)
Service: ML Inference Gateway
Status: Elevated caution
Deployments: Extra review required
Action: Daily error budget sync at 10am
Next Review: Daily until >50%`)
})

test('CRITICAL', () => {
  expect(renderer.text(EXAMPLES.CRITICAL)).toBe(`🔴 ERROR BUDGET FREEZE: CRITICAL (18%)
Service: ML Inference Gateway

Status: PARTIAL FREEZE
Budget Remaining: 18% (was 42% yesterday)
Projected Depletion: 3 days at current rate

DEPLOYMENT FREEZE:
❌ Feature releases: BLOCKED
❌ Experiments: BLOCKED
✅ P0/P1 hotfixes: Approved with SRE sign-off only

Actions:
• War room: https://zoom.us/j/emergency
• Daily standup: 9am, 3pm (until >30%)
• All teams: Focus on reliability improvements

Incident Commander: @sre-lead
Next Review: In 6 hours`)
})

test('EMERGENCY', () => {
  expect(renderer.text(EXAMPLES.EMERGENCY)).toBe(`🚨 ERROR BUDGET FREEZE: EMERGENCY (7%)
Service: ML Inference Gateway

Status: FULL FREEZE
Budget Remaining: 7%
SLO Breach: IMMINENT (projected 18 hours)

ALL DEPLOYMENTS BLOCKED
Exception: Production outage hotfixes only (VP approval required)

Recent Incidents (last 24h):
1. 15:30 UTC - HighErrorRate (12%) - 18min - Cost 4% budget
2. 19:45 UTC - ServiceDown (100%) - 8min - Cost 6% budget
3. 02:10 UTC - LatencySpike (P99=2s) - 22min - Cost 3% budget

Top Actions (PRIORITY):
1. Fix memory leak in v1.2.3 (@dev-lead)
2. Add database read replica (@platform)
3. Implement circuit breaker (@sre)

War Room: https://zoom.us/j/emergency (ACTIVE 24/7)
IC: @sre-lead
Next Update: Every 6 hours`)
})
