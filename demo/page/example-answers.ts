const EXAMPLE =
  'Redeploy the version before, v1.2.3 (4 minutes). Trigger: any rise in the error rate. Samir does it.'

/** Answers an open form as its author might: ticks what is to be ticked, and writes an example where nothing is written. */
export function fillWithExamples(form: Element): void {
  for (const box of form.querySelectorAll<HTMLInputElement>('input[type=checkbox]'))
    if (!box.checked) box.click()
  const texts = form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input[type=text]')
  for (const text of texts) {
    if (text.value !== '') continue
    text.value = EXAMPLE
    text.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
