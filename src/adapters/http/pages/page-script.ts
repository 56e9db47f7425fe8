/**
 * The one script of pages, plain JavaScript as browsers run it. It looks at nothing but the page: when the server says that
 * something has changed, it loads the page again and puts in what is new, where the reader is. Without it a page is whole, too.
 */
export const PAGE_SCRIPT = `
(() => {
  const { live } = document.body.dataset
  if (!live) return
  const LEAST_MS = 2000, MOST_MS = 60000
  let source, waitMs = LEAST_MS, timer, isLoading = false, isDue = false, etag = ''

  // Some come a little earlier than others: a bot that starts again is not run over.
  const soon = (ms) => ms / 2 + Math.random() * ms

  function listen() {
    clearTimeout(timer)
    if (source || document.hidden) return
    source = new EventSource(live)
    source.addEventListener('open', () => { waitMs = LEAST_MS; load() })
    source.addEventListener('change', () => setTimeout(load, Math.random() * 500))
    source.addEventListener('error', () => {
      hangUp()
      timer = setTimeout(() => { load(); listen() }, soon(waitMs))
      waitMs = Math.min(2 * waitMs, MOST_MS)
    })
  }

  // Browsers open few connections to a place: a page that nobody sees must hold none.
  function hangUp() {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }

  async function load() {
    if (isLoading) { isDue = true; return }
    isLoading = true
    isDue = false
    try {
      const answer = await fetch(location.href, {
        headers: etag ? { 'if-none-match': etag } : {}, cache: 'no-store', signal: AbortSignal.timeout(15000),
      })
      if (answer.status === 401) location.reload()
      if (answer.ok) {
        etag = answer.headers.get('etag') ?? ''
        show(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      }
    } catch {
      // The next event, or the next try to listen, loads it.
    }
    isLoading = false
    if (isDue) load()
  }

  function show(next) {
    const [now, then] = [document.getElementById('main'), next.getElementById('main')]
    if (!now || !then) return
    document.title = next.title
    for (const open of now.querySelectorAll('details[id]')) {
      const twin = then.querySelector('#' + CSS.escape(open.id))
      if (twin) twin.open = open.open
    }
    const parts = (main) => [...main.children].map((part) => part.id).join(' ')
    const isSame = parts(now) === parts(then) && [...now.children].every((part) => part.id)
    if (!isSame) return replace(now, then)
    for (const part of now.children) replace(part, then.querySelector('#' + CSS.escape(part.id)))
  }

  // Keeps the element itself, so that a reader of the screen is told of a sentence that changes.
  function replace(old, twin) {
    if (old.innerHTML === twin.innerHTML) return
    if (old.contains(getSelection()?.anchorNode ?? null) && !getSelection().isCollapsed) { etag = ''; return }
    if (old.children.length === 1 && twin.children.length === 1 && old.firstElementChild.getAttribute('role') === 'status') {
      return replace(old.firstElementChild, twin.firstElementChild)
    }
    const focus = old.contains(document.activeElement) ? document.activeElement : null
    const caret = focus?.localName === 'input' ? [focus.selectionStart, focus.selectionEnd] : null
    for (const field of old.querySelectorAll('[name]')) {
      const other = twin.querySelector(named(field))
      if (other) other.value = field.value
    }
    old.replaceChildren(...twin.childNodes)
    const again = focus && old.querySelector(pathOf(focus))
    again?.focus({ preventScroll: true })
    if (again && caret) again.setSelectionRange(...caret)
  }

  function pathOf(element) {
    if (element.id) return '#' + CSS.escape(element.id)
    const href = element.getAttribute('href')
    if (href) return 'a[href="' + CSS.escape(href) + '"]'
    const details = element.closest('details[id]')
    if (element.localName === 'summary' && details) return '#' + CSS.escape(details.id) + ' > summary'
    return element.name ? named(element) : element.localName
  }

  const named = (field) => '[name="' + CSS.escape(field.name) + '"]'

  document.addEventListener('visibilitychange', () => (document.hidden ? hangUp() : listen()))
  addEventListener('pagehide', hangUp)
  addEventListener('pageshow', listen)
  listen()
})()
`
