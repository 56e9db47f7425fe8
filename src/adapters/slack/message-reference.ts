/** Where a message stands in Slack. */
export interface MessagePlace {
  readonly channelId: string
  readonly ts: string
}

/** How the outbox keeps it, which reads nothing in it: `C0123456789/1761220800.000001`. */
export const referenceOf = ({ channelId, ts }: MessagePlace): string => `${channelId}/${ts}`

export function placeOf(reference: string): MessagePlace {
  const [channelId = '', ts = ''] = reference.split('/')
  return { channelId, ts }
}
