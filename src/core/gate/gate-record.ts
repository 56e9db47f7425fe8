import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { GateAnswer, GateCall } from '../requests/outcome.ts'
import { decisionRecord } from '../requests/record.ts'

/** What the audit log keeps of a call and its answer. Its keys in order, which spares the chain the sorting. */
export function gateRecord(call: GateCall, answer: GateAnswer): NewAuditEntry['data'] {
  const { decision, level, policy, reasons, requires, risk, rule, seats } = decisionRecord(answer)
  return {
    allowed: answer.allowed,
    attempt: call.attempt,
    change: call.change,
    decision,
    ...(answer.dryRun && { dryRun: answer.dryRun }),
    ...(answer.enforcement && { enforcement: answer.enforcement }),
    environment: call.environment,
    grant: answer.grantId,
    level,
    policy,
    reasons,
    remaining: answer.budget.remainingRatio,
    request: answer.requestId,
    requires,
    revision: call.revision,
    risk,
    rule,
    run: call.run,
    seats,
    ...(answer.wouldHave && { wouldHave: decisionRecord(answer.wouldHave) }),
  }
}
