/** What a shell sees of the gate's answer, and how the last line calls it. Pipelines depend on the codes. */
export const ENDINGS = {
  allowed: { code: 0, title: 'Allowed', meaning: 'allowed' },
  denied: { code: 3, title: 'Denied', meaning: 'denied' },
  waiting: { code: 4, title: 'Waiting for approval', meaning: 'waiting for approval' },
  usage: { code: 2, title: 'Wrong usage', meaning: 'wrong usage' },
  /** As shells count a program that a signal ended. */
  interrupted: { code: 130, title: 'Interrupted', meaning: 'interrupted' },
  unanswered: {
    code: 1,
    title: 'No answer',
    meaning: 'no answer: the bot cannot be reached, is not there, or turned the token away',
  },
} as const

export type Ending = keyof typeof ENDINGS

/** The verdict of an answer, by its field `decision`. */
export const ENDING_OF = { approved: 'allowed', 'needs-approval': 'waiting', blocked: 'denied' } as const

export type GateDecision = keyof typeof ENDING_OF
