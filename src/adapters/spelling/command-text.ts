import { ALL_SERVICES } from '../../core/freezes/declared-freeze.ts'
import type { Command, Words } from '../../core/kernel/prompt.ts'
import type { Decision } from '../../core/policy/decision.ts'
import type { GateAnswer } from '../../core/requests/outcome.ts'

/** As it is typed in Slack, which is where people are sent from everywhere else too. */
export function commandText(command: Command): string {
  switch (command.kind) {
    case 'request-deployment': {
      const { service, revision, change } = command.for ?? {}
      return ['/deploy request', service, revision, change].filter((part) => part !== undefined).join(' ')
    }
    case 'take-way':
      return `/deploy ${command.way}`
    case 'cancel-request':
      return '/deploy cancel'
    case 'tick-item':
      return `/deploy tick ${command.request} ${command.item} <text>`
    case 'plan-deployment': {
      const { service, revision, change, risk } = command
      const raised = risk === null ? '' : ` ${risk}`
      return `/deploy plan ${service} ${revision ?? '<revision>'} ${change}${raised} <day> <time>`
    }
    case 'lift-freeze':
      return `/budget lift ${command.service === ALL_SERVICES ? 'all' : command.service}`
    case 'list-incidents':
      return '/budget incidents'
    case 'list-requests':
      return '/deploy list'
    case 'list-actions':
      return '/budget actions'
    case 'see-status':
      return '/budget status'
    case 'set-commander':
      return `/budget ic ${command.service} @someone`
    case 'write-postmortem':
      return `/budget postmortem ${command.service} <link or text>`
    case 'set-war-room':
      return `/budget war-room ${command.service} https://…`
  }
}

/** A sentence with its commands as they are typed. */
export const spelled = (words: Words): string =>
  typeof words === 'string'
    ? words
    : words.parts.map((part) => (typeof part === 'string' ? part : commandText(part))).join('')

/** The gate's answer, with what it would have been where it is in shadow. */
export const spelledAnswer = ({ wouldHave, ...answer }: GateAnswer) => ({
  ...spelledDecision(answer),
  ...(wouldHave && { wouldHave: spelledDecision(wouldHave) }),
})

/** A decision as scripts and people read it. */
export const spelledDecision = <One extends Pick<Decision, 'explanation' | 'advice'>>(decision: One) => ({
  ...decision,
  explanation: spelled(decision.explanation),
  ...(decision.advice && { advice: decision.advice.map(spelled) }),
})
