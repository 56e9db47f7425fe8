import type { DecisionFacts } from './decision-facts.ts'
import { concerns, type Freeze } from './freeze.ts'
import { type Level, levelNamed, type Policy } from './policy.ts'
import { BLOCK, type RuleFound, ruleFor, stricter } from './rule-for.ts'
import { throughBlock } from './way.ts'

export interface RuleUnderFreezes extends RuleFound {
  /** Everything that blocks this change, except the hours. */
  readonly freezes: readonly Freeze[]
  /** The freeze that blocks what the level would not; null when there is none. */
  readonly blockedBy: Freeze | null
  /** A freeze level that asks for a trigger by hand. */
  readonly manualAt: Level | null
}

/** The level that declared and scheduled freezes are like: the one that the policy names, else its first freeze level. */
export function freezeLevelOf(policy: Policy): Level | null {
  const named = policy.freezes?.asLevel ?? null
  return (named === null ? policy.levels.find(({ freeze }) => freeze) : levelNamed(policy, named)) ?? null
}

/** The level's rule and that of every freeze, the strictest of them: a freeze never allows more than there would be without it. */
export function ruleUnderFreezes(policy: Policy, facts: DecisionFacts, found: RuleFound): RuleUnderFreezes {
  const freezes = facts.freezes.filter(
    (freeze) => freeze.kind !== 'hours' && concerns(freeze, policy, facts.change),
  )
  const freezeLevel = freezeLevelOf(policy)
  const isLikeLevel = freezes.some((freeze) => isFreeze(freeze) && freezeLevel !== null)
  return freezes.reduce<RuleUnderFreezes>(
    (before, freeze) => {
      const after = stricter(before, frozenRule(policy, facts, freeze, freezeLevel))
      const isBlocking = before.rule.verdict !== 'block' && after.rule.verdict === 'block'
      return { ...before, ...after, blockedBy: isBlocking ? freeze : before.blockedBy }
    },
    {
      ...found,
      freezes,
      blockedBy: null,
      manualAt: isLikeLevel && freezeLevel?.trigger === 'manual' ? freezeLevel : null,
    },
  )
}

const isFreeze = (freeze: Freeze): boolean =>
  freeze.kind === 'declared' || (freeze.kind === 'window' && freeze.changes === null)

function frozenRule(
  policy: Policy,
  facts: DecisionFacts,
  freeze: Freeze,
  freezeLevel: Level | null,
): RuleFound {
  const { way = null } = facts
  if (!isFreeze(freeze) || freezeLevel === null) {
    const blocked = { rule: BLOCK, path: pathOf(freeze), tooRisky: false }
    // No process leads past wrong data; past the change types of a scheduled window the one of the freeze level does.
    return freeze.kind === 'correctness'
      ? blocked
      : throughBlock(policy, way, blocked, freezeLevel?.name ?? null)
  }
  const ofLevel = ruleFor(policy, freezeLevel.name, facts.change, facts.risk, facts.remainingRatio)
  const found = throughBlock(policy, way, ofLevel, freezeLevel.name)
  const requires = [...new Set([...freezeLevel.requires, ...found.rule.requires])]
  return { ...found, rule: { ...found.rule, requires } }
}

function pathOf(freeze: Freeze): string {
  switch (freeze.kind) {
    case 'declared':
      return 'freezes.declared'
    case 'window':
      return `freezes.${freeze.name}`
    case 'correctness':
      return 'freezes.correctness'
    case 'hours':
      return `levels.${freeze.level}.hours`
  }
}
