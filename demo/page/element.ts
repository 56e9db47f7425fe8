type Child = Node | string | null | false
type Listener = (event: Event) => void

/** Attributes by name; `class` too. `true` sets an empty attribute; null, undefined and false leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | Listener>>

/**
 * Builds one element. Text becomes text nodes and functions become listeners (`onclick` listens to `click`), so nothing
 * that a message says can become markup or script.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...present(children))
  return element
}

export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== null && child !== false)
}

/** The element of the page's own markup; its absence means that page and script do not belong together. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`the page has no element #${id}`)
  return element
}

let lastId = 0

/** An id that no other element of this page has, for labels. */
export function freshId(prefix: string): string {
  lastId += 1
  return `${prefix}-${lastId}`
}

/** Brings the children of `parent` to `wanted`, moving only what stands elsewhere, so focus and scroll survive. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const keep = new Set<Node>(wanted)
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove()
  wanted.forEach((element, index) => {
    const there = parent.childNodes[index] ?? null
    if (there !== element) parent.insertBefore(element, there)
  })
}
