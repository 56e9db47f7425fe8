import type { WorkspaceState } from './state.ts'

/**
 * What somebody typed, as Slack hands it on (`should_escape` in the app's manifest): `&`, `<`, `>` escaped, and people,
 * channels and links as `<@U…|name>`, `<#C…|name>` and `<https://…>`.
 */
export function typedText(text: string, state: WorkspaceState): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replace(/https?:\/\/[^\s]+|(?<![\w.])[@#][\w.-]+/g, (token) => {
    if (token.startsWith('http')) return `<${token}>`
    const name = token.slice(1)
    if (token.startsWith('@')) {
      const person = [...state.people.values()].find((candidate) => candidate.name === name)
      if (person !== undefined) return `<@${person.id}|${person.name}>`
      const group = state.userGroups.find(({ handle }) => handle === name)
      return group === undefined ? token : `<!subteam^${group.id}|@${group.handle}>`
    }
    const channel = [...state.channels.values()].find(
      (candidate) => candidate.name === name && candidate.kind !== 'dm',
    )
    return channel === undefined ? token : `<#${channel.id}|${channel.name}>`
  })
}
