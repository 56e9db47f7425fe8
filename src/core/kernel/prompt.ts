/**
 * What a person may press next in a message: each is about one thing, named by its id. An outlet spells it as a button, or
 * leaves it out where nothing can be pressed.
 */
export type Prompt =
  | {
      readonly kind: 'approve' | 'reject' | 'fill-in' | 'see-request'
      readonly of: string
    }
  | { readonly kind: 'file-postmortem'; readonly of: string }
  | { readonly kind: 'finish-action' | 'reassign-action'; readonly of: string }
  | { readonly kind: 'close-incident' | 'correct-incident' | 'note-incident'; readonly of: string }
  /** `of` names the rollout with its stage, so that an old button never does a new thing. */
  | {
      readonly kind: 'sign-off-rollout' | 'resume-rollout' | 'freeze-rollout' | 'roll-back-rollout'
      readonly of: string
    }
  | { readonly kind: 'advance-rollout'; readonly of: string; readonly stage: string }
