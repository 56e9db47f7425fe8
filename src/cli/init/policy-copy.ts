const SHADOW = `# Nothing is blocked and nobody is called: the channel channels.shadow of budgeteer.yaml hears what would have been. "Enforce…" in
# Slack ends it for a service, on record; without this line the policy binds all of them.
enforcement: shadow
`

/** A shipped policy as a file of the operator's own. Its words stay as they are; in shadow it says so. */
export function policyCopy(text: string, isShadow: boolean): string {
  // The schema lies beside the shipped file, not beside the copy.
  const own = text.replace(/^# yaml-language-server: .*\n#?\n?/, '')
  if (!isShadow) return own
  const version = /^version:.*\n/m.exec(own)
  const at = version === null ? 0 : version.index + version[0].length
  return own.slice(0, at) + SHADOW + own.slice(at)
}
