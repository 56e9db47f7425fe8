/** A picture as its bytes say it is, whatever its name says. */
export interface Picture {
  readonly mimetype: 'image/png' | 'image/jpeg' | 'image/gif'
  readonly filetype: 'png' | 'jpg' | 'gif'
  readonly size: { readonly width: number; readonly height: number } | null
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/** The kinds of pictures that Slack shows in a block; null for anything else. */
export function pictureOf(bytes: Buffer): Picture | null {
  if (bytes.subarray(0, 8).equals(PNG) && bytes.length >= 24) {
    const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    return { mimetype: 'image/png', filetype: 'png', size }
  }
  if (bytes.subarray(0, 3).equals(JPEG)) return { mimetype: 'image/jpeg', filetype: 'jpg', size: null }
  if (/^GIF8[79]a$/.test(bytes.subarray(0, 6).toString('latin1')) && bytes.length >= 10) {
    const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    return { mimetype: 'image/gif', filetype: 'gif', size }
  }
  return null
}
