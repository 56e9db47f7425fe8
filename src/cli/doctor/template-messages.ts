import type { MessageToCheck } from '../../adapters/slack/check-blocks.ts'
import { messageBlocks } from '../../adapters/slack/blocks/message-blocks.ts'
import type { Renderer } from '../../adapters/templates/renderer.ts'
import { SAMPLES } from '../../adapters/templates/samples/samples.ts'
import type { Announcement } from '../../core/announcements/announcement.ts'

/**
 * What each template makes of the sample with the longest message, as the bot would post it. A level's announcement is made
 * by each template that `announcements` names.
 */
export function templateMessages(
  renderer: Renderer,
  announcements: Iterable<string>,
): readonly MessageToCheck[] {
  const levels = [...new Set(announcements)]
  return Object.entries(SAMPLES).flatMap(([kind, samples]) =>
    kind === 'level-announcement'
      ? levels.flatMap((template) =>
          longest(
            template,
            samples.map((sample) => ({ ...sample, template }) as Announcement),
            renderer,
          ),
        )
      : longest(kind, samples, renderer),
  )
}

function longest(
  template: string,
  samples: readonly Announcement[],
  renderer: Renderer,
): readonly MessageToCheck[] {
  const made = samples.map((sample) =>
    messageBlocks(sample, renderer.text(sample), (ratio) => renderer.percent(ratio)),
  )
  const [first] = made.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)
  return first === undefined ? [] : [{ template, blocks: first }]
}
