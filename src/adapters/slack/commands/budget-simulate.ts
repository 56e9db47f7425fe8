import { boundariesOf } from '../../../core/policy/condition.ts'
import { readLength, readShare, type Typed } from '../../../core/what-if/typed-question.ts'
import { plainAnswer, refusal } from '../answer.ts'
import { simulationAnswer } from '../blocks/simulation.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import { resolveName, resolveService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'

const EXAMPLE = '`/budget simulate checkout 30m 50%`'

export const budgetSimulate: Subcommand = {
  command: '/budget',
  name: 'simulate',
  usage: '<service> <length> [share] [slo]',
  summary: 'what an outage would do: budget, level, what would be blocked, and when it is well again',
  async run({ words, useCases }) {
    const [service, length, ...rest] = words.map(({ text }) => text)
    if (service === undefined || length === undefined)
      return plainAnswer(`Please give the service and the length of an outage: ${EXAMPLE}.`)
    const name = resolveService(service, useCases)
    const [share = '100%', ...slos] = /^\d/.test(rest[0] ?? '') ? rest : ['100%', ...rest]
    const known =
      useCases
        .catalog()
        .services.get(name)
        ?.slos.map((slo) => slo.name) ?? []
    const hit = slos.map((slo) => resolveName(slo, known, 'SLO'))
    const outcome = await useCases.whatIf.simulate({
      service: name,
      outages: [
        {
          startsInMs: 0,
          durationMs: valueOf(readLength(length)),
          badRatio: valueOf(readShare(share)),
          ...(hit.length > 0 && { slos: hit }),
        },
      ],
    })
    if (outcome.kind === 'refused') return refusal({ message: outcome.why })
    const { simulation } = outcome
    const policy = useCases.catalog().policies.get(simulation.policy.name)
    const page = useCases.pageLink({ kind: 'simulate', service: name, outage: length, share })
    return simulationAnswer(simulation, policy === undefined ? [] : boundariesOf(policy), page)
  },
}

function valueOf<Value>(typed: Typed<Value>): Value {
  if (typed.ok) return typed.value
  throw new Misunderstood(`${escapedLine(typed.why)} For example ${EXAMPLE}.`)
}
