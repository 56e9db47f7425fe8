import { freshId, h } from './element.ts'
import { jsonAt, plainTextAt, stringAt, type Json } from './json.ts'
import { labelAt, textObjectView, type TextContext } from './mrkdwn-view.ts'

/** Asks what an element's `confirm` object asks; true at once when it has none. Esc and outside clicks mean no. */
export function confirmed(element: Json, context: TextContext): Promise<boolean> {
  const confirm = jsonAt(element, 'confirm')
  if (!confirm) return Promise.resolve(true)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const titleId = freshId('confirm')
  const danger = stringAt(confirm, 'style') === 'danger'
  const orElse = (key: string, usual: string) =>
    plainTextAt(confirm, key) === '' ? usual : labelAt(confirm, key)
  const answer = (yes: boolean) => () => {
    resolve(yes)
    dialog.close()
  }
  const dialog = h(
    'dialog',
    { class: 'dialog dialog-small', 'aria-labelledby': titleId, onclose: () => dialog.remove() },
    h('header', { class: 'dialog-head' }, h('h2', { id: titleId }, orElse('title', 'Are you sure?'))),
    h('div', { class: 'dialog-body' }, textObjectView(jsonAt(confirm, 'text') ?? {}, context)),
    h(
      'footer',
      { class: 'dialog-foot' },
      h('button', { type: 'button', class: 'button', onclick: answer(false) }, orElse('deny', 'Cancel')),
      h(
        'button',
        {
          type: 'button',
          class: danger ? 'button button-danger' : 'button button-primary',
          onclick: answer(true),
        },
        orElse('confirm', 'Yes'),
      ),
    ),
  )
  dialog.addEventListener('close', () => resolve(false))
  document.body.append(dialog)
  dialog.showModal()
  return promise
}
