export interface TourStep {
  readonly title: string
  readonly text: string
  /** The value of `data-tour` on what the step is about. */
  readonly target: string
  /** What the step offers to put into the composer. */
  readonly fill: string | null
}

export const tourSteps: readonly TourStep[] = [
  {
    title: 'Pick who you are',
    text: 'You act as one person at a time: a developer, a service owner, senior engineers, SREs, a manager, the VP. Switch whenever you like, also with Alt and a number.',
    target: 'people',
    fill: null,
  },
  {
    title: 'Ask for the status',
    text: 'Type /budget status to see how much error budget each service has left, and what that allows. The answer is visible to you alone.',
    target: 'composer',
    fill: '/budget status',
  },
  {
    title: 'Break a service',
    text: 'Choose a service here and give it an outage. The errors reach the bot as they would in production, and its budget falls.',
    target: 'panel',
    fill: null,
  },
  {
    title: 'Watch #engineering',
    text: 'When a budget crosses a line of the policy, the bot announces it in #engineering: warning, partial freeze, full freeze, and the way back.',
    target: 'channels',
    fill: null,
  },
  {
    title: 'Ask to deploy',
    text: 'Type /deploy request and fill the form. The bot approves, asks for people, or says which line of the policy blocks it.',
    target: 'composer',
    fill: '/deploy request',
  },
  {
    title: 'Approve as the others',
    text: 'Become a service owner, an SRE or the VP, open the approvals channel and press Approve. Each person fills one seat; nobody approves their own request.',
    target: 'people',
    fill: null,
  },
]
