import type { Button, KnownBlock } from '@slack/types'

import type { Press } from '../../../core/kernel/prompt.ts'
import { ACTION } from '../action-ids.ts'
import { clipped } from './limits.ts'
import { actions, requestButton } from './parts.ts'

interface Spelling {
  readonly action: string
  readonly label: string
  readonly style?: 'primary' | 'danger'
  /** Title, text, and the words of yes and no. */
  readonly confirm?: readonly [string, string, string, string]
}

const SPELLINGS: Readonly<Record<Press['kind'], Spelling>> = {
  approve: { action: ACTION.approve, label: 'Approve', style: 'primary' },
  reject: { action: ACTION.reject, label: 'Reject…', style: 'danger' },
  'fill-in': { action: ACTION.fillIn, label: 'Fill in…' },
  'see-request': { action: ACTION.details, label: 'Details' },
  'file-postmortem': { action: ACTION.filePostmortem, label: 'File postmortem…' },
  'draft-postmortem': { action: ACTION.draftPostmortem, label: 'Draft postmortem…' },
  'see-what-ships': { action: ACTION.whatShips, label: 'What may I deploy?' },
  'ask-exception': { action: ACTION.askException, label: 'Ask for an exception…' },
  'appoint-commander': { action: ACTION.appointCommander, label: 'Set commander…' },
  'see-top-actions': { action: ACTION.topActions, label: 'Top actions…' },
  'see-history': { action: ACTION.levelHistory, label: 'History' },
  'tick-checklist': { action: ACTION.fillIn, label: 'Checklist…' },
  'open-war-room': { action: ACTION.openWarRoom, label: 'Set war room…' },
  'finish-action': { action: ACTION.actionDone, label: 'Done', style: 'primary' },
  'name-commander': { action: ACTION.actionProve, label: 'Name the commander…', style: 'primary' },
  'link-war-room': { action: ACTION.actionProve, label: 'Link the war room…', style: 'primary' },
  'link-notes': { action: ACTION.actionProve, label: 'Link the notes…', style: 'primary' },
  'write-postmortem': { action: ACTION.actionProve, label: 'File postmortem…', style: 'primary' },
  'reassign-action': { action: ACTION.actionReassign, label: 'Reassign…' },
  'close-incident': {
    action: ACTION.incidentClose,
    label: 'Close',
    confirm: [
      'Is it over?',
      'The incident ends now. An alert that goes on firing does not open it again.',
      'Close it',
      'Not yet',
    ],
  },
  'take-pager-alert': { action: ACTION.takePagerAlert, label: 'I have it', style: 'primary' },
  'correct-incident': { action: ACTION.incidentCorrect, label: 'Correct…' },
  'end-shadow': { action: ACTION.endShadow, label: 'Enforce…' },
  'restore-flags': {
    action: ACTION.restoreFlags,
    label: 'Restore…',
    confirm: [
      'Put the flags back?',
      'Each goes back to how it was set before. The budget may still be burning.',
      'Restore',
      'Not now',
    ],
  },
  'restore-flags-anyway': {
    action: ACTION.restoreFlagsAnyway,
    label: 'Restore all the same',
    style: 'danger',
  },
  'note-incident': { action: ACTION.incidentNote, label: 'Add a note…' },
  'advance-rollout': { action: ACTION.rolloutAdvance, label: 'Advance to', style: 'primary' },
  'sign-off-rollout': { action: ACTION.rolloutSignOff, label: 'Sign off', style: 'primary' },
  'resume-rollout': { action: ACTION.rolloutResume, label: 'Resume' },
  'hold-rollout': { action: ACTION.rolloutHold, label: 'Hold' },
  'roll-back-rollout': {
    action: ACTION.rolloutRollBack,
    label: 'Roll back…',
    style: 'danger',
    confirm: [
      'Roll back?',
      'The rollout ends here. Undoing the deployment is for you or your pipeline.',
      'Roll back',
      'Not now',
    ],
  },
}

/** The next steps as one row of buttons. `number` says which line of a list they are for. */
export const promptRow = (prompts: readonly Press[], number = ''): KnownBlock[] =>
  prompts.length === 0
    ? []
    : [actions(...prompts.map((prompt, index) => button(prompt, index === 0, number)))]

/** Only the first button may stand out as the one to press. */
function button(prompt: Press, isFirst: boolean, number: string): Button {
  const { action, label, style, confirm } = SPELLINGS[prompt.kind]
  const text =
    prompt.kind === 'advance-rollout'
      ? clipped(`${label} ${prompt.stage}`, 70)
      : label.replace(/…?$/, `${number}$&`)
  return {
    ...requestButton(action, text, prompt.of, style === 'primary' && !isFirst ? undefined : style),
    ...(confirm && { confirm: dialog(confirm, style === 'danger') }),
  }
}

const dialog = (
  [title, text, yes, no]: NonNullable<Spelling['confirm']>,
  isDangerous: boolean,
): NonNullable<Button['confirm']> => ({
  title: { type: 'plain_text', text: title },
  text: { type: 'plain_text', text },
  confirm: { type: 'plain_text', text: yes },
  deny: { type: 'plain_text', text: no },
  ...(isDangerous && { style: 'danger' }),
})
