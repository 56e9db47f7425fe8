import type { WorkspaceState } from './state.ts'

/**
 * What somebody typed, as Slack hands it on: `&`, `<`, `>` escaped, and people, groups, channels and links as `<@U…>`,
 * `<!subteam^S…>`, `<#C…>` and `<https://…>`. Slash commands (with `should_escape` in the manifest) carry names besides.
 * People that were picked from the page's list are `<@U…>` already.
 */
export function typedText(text: string, state: WorkspaceState, withNames: boolean): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replace(/&lt;@\w+&gt;|https?:\/\/\S+|(?<![\w.])[@#][\w.-]*\w/g, (token) => {
    if (token.startsWith('http')) return `<${token}>`
    const reference = referenceOf(token, state)
    if (reference === undefined) return token
    return withNames ? `<${reference.id}|${reference.name}>` : `<${reference.id}>`
  })
}

function referenceOf(
  token: string,
  state: WorkspaceState,
): { readonly id: string; readonly name: string } | undefined {
  const picked = state.people.get(/^&lt;@(\w+)&gt;$/.exec(token)?.[1] ?? '')
  if (picked !== undefined) return { id: `@${picked.id}`, name: picked.name }
  const name = token.slice(1)
  if (token.startsWith('#')) {
    const channel = [...state.channels.values()].find((known) => known.name === name && known.kind !== 'dm')
    return channel && { id: `#${channel.id}`, name }
  }
  const person = [...state.people.values()].find((known) => known.name === name)
  if (person !== undefined) return { id: `@${person.id}`, name }
  const group = state.userGroups.find(({ handle }) => handle === name)
  return group && { id: `!subteam^${group.id}`, name: token }
}
