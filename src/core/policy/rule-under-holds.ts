import type { DecisionFacts } from './decision-facts.ts'
import { concerns, type Hold } from './hold.ts'
import { type Level, levelNamed, type Policy, type Rule } from './policy.ts'
import { type RuleFound, ruleFor, stricter } from './rule-for.ts'
import { throughBlock } from './way.ts'

export interface RuleUnderHolds extends RuleFound {
  /** Everything that keeps this change back, the hours apart. */
  readonly holds: readonly Hold[]
  /** The hold that blocks what the level would not; null when there is none. */
  readonly blockedBy: Hold | null
  /** A freeze level that asks for a trigger by hand. */
  readonly manualAt: Level | null
}

const BLOCK: Rule = { verdict: 'block', seats: [], requires: [] }

/** The level that declared and scheduled freezes are like: the one that the policy names, else its first freeze level. */
export function freezeLevelOf(policy: Policy): Level | null {
  const named = policy.freezes?.asLevel ?? null
  return (named === null ? policy.levels.find(({ freeze }) => freeze) : levelNamed(policy, named)) ?? null
}

/** The level's rule and that of every hold, the strictest of them: a hold never allows more than there would be without it. */
export function ruleUnderHolds(policy: Policy, facts: DecisionFacts, found: RuleFound): RuleUnderHolds {
  const holds = facts.holds.filter((hold) => hold.kind !== 'hours' && concerns(hold, policy, facts.change))
  const freezeLevel = freezeLevelOf(policy)
  const isLikeLevel = holds.some((hold) => isFreeze(hold) && freezeLevel !== null)
  return holds.reduce<RuleUnderHolds>(
    (before, hold) => {
      const after = stricter(before, heldRule(policy, facts, hold, freezeLevel))
      const isBlocking = before.rule.verdict !== 'block' && after.rule.verdict === 'block'
      return { ...before, ...after, blockedBy: isBlocking ? hold : before.blockedBy }
    },
    {
      ...found,
      holds,
      blockedBy: null,
      manualAt: isLikeLevel && freezeLevel?.trigger === 'manual' ? freezeLevel : null,
    },
  )
}

const isFreeze = (hold: Hold): boolean =>
  hold.kind === 'declared' || (hold.kind === 'window' && hold.changes === null)

function heldRule(policy: Policy, facts: DecisionFacts, hold: Hold, freezeLevel: Level | null): RuleFound {
  const { way = null } = facts
  if (!isFreeze(hold) || freezeLevel === null) {
    const blocked = { rule: BLOCK, path: pathOf(hold), tooRisky: false }
    // No process leads past wrong data; past the change types of a scheduled window the one of the freeze level does.
    return hold.kind === 'correctness'
      ? blocked
      : throughBlock(policy, way, blocked, freezeLevel?.name ?? null)
  }
  const ofLevel = ruleFor(policy, freezeLevel.name, facts.change, facts.risk, facts.remainingRatio)
  const found = throughBlock(policy, way, ofLevel, freezeLevel.name)
  const requires = [...new Set([...freezeLevel.requires, ...found.rule.requires])]
  return { ...found, rule: { ...found.rule, requires } }
}

function pathOf(hold: Hold): string {
  switch (hold.kind) {
    case 'declared':
      return 'freezes.declared'
    case 'window':
      return `freezes.${hold.name}`
    case 'correctness':
      return 'freezes.correctness'
    case 'hours':
      return `levels.${hold.level}.hours`
  }
}
