/** A part of a postmortem that people write, in words that ask for conditions and never for somebody to blame. */
export interface Question {
  readonly title: string
  readonly hint: string
}

export const QUESTIONS: readonly Question[] = [
  {
    title: 'What happened for users',
    hint: 'What did they see, which of them, and for how long? What did they do instead?',
  },
  {
    title: 'What went well',
    hint: 'What kept it from being worse: an alert, a runbook, a fallback, a practised step?',
  },
  {
    title: 'What made it worse',
    hint: 'What slowed down noticing, understanding or mending it? What did the tools hide?',
  },
  {
    title: 'Where we were lucky',
    hint: 'What could have gone otherwise, and would have cost more?',
  },
  {
    title: 'Contributing conditions',
    hint: 'Several, as a rule. What about the system, its tests, its limits or its load made this possible? What people did made sense with what they knew: what did they know?',
  },
  {
    title: 'How we would notice sooner',
    hint: 'Which measurement, alert or threshold would have told us first?',
  },
]
