import { h } from './element.ts'
import { asJson, flagAt, jsonAt, listAt, numberAt, stringAt, type Json } from './json.ts'
import { channelView, emojiView, groupView, linkView, personView, type TextContext } from './mrkdwn-view.ts'
import { safeUrl } from './mrkdwn.ts'
import { slackDate } from './slack-date.ts'

/** A `rich_text` block: sections, lists, quotes and preformatted text. */
export function richTextView(block: Json, context: TextContext): HTMLElement {
  return h('div', { class: 'mrkdwn' }, ...listAt(block, 'elements').map((part) => partView(part, context)))
}

function partView(part: Json, context: TextContext): HTMLElement {
  const inline = () => listAt(part, 'elements').map((element) => inlineElement(element, context))
  switch (stringAt(part, 'type')) {
    case 'rich_text_list': {
      const items = listAt(part, 'elements').map((item) => h('li', {}, partView(item, context)))
      return stringAt(part, 'style') === 'ordered'
        ? h('ol', { start: (numberAt(part, 'offset') ?? 0) + 1 }, ...items)
        : h('ul', {}, ...items)
    }
    case 'rich_text_quote':
      return h('blockquote', {}, ...inline())
    case 'rich_text_preformatted':
      return h('pre', { tabindex: 0 }, ...inline())
    default:
      return h('p', { class: 'rich-section' }, ...inline())
  }
}

function inlineElement(element: Json, context: TextContext): Node {
  switch (stringAt(element, 'type')) {
    case 'link': {
      const url = safeUrl(stringAt(element, 'url'))
      const text = stringAt(element, 'text') || stringAt(element, 'url')
      return styled(
        url === null ? document.createTextNode(text) : linkView(url, [document.createTextNode(text)]),
        element,
      )
    }
    case 'emoji':
      return emojiView(stringAt(element, 'name'))
    case 'user':
      return personView(stringAt(element, 'user_id'), '', context)
    case 'usergroup':
      return groupView(stringAt(element, 'usergroup_id'), '', context)
    case 'channel':
      return channelView(stringAt(element, 'channel_id'), '', context)
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, `@${stringAt(element, 'range')}`)
    case 'date':
      return document.createTextNode(
        slackDate(numberAt(element, 'timestamp') ?? 0, stringAt(element, 'format'), context.place),
      )
    default:
      return styled(document.createTextNode(stringAt(element, 'text')), element)
  }
}

function styled(node: Node, element: Json): Node {
  const style = asJson(jsonAt(element, 'style'))
  const wraps = [
    { on: 'code', tag: 'code' },
    { on: 'bold', tag: 'strong' },
    { on: 'italic', tag: 'em' },
    { on: 'strike', tag: 's' },
  ] as const
  return wraps.reduce((inner: Node, { on, tag }) => (flagAt(style, on) ? h(tag, {}, inner) : inner), node)
}
