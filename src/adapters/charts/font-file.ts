/** What a TrueType file says of its letters. Widths are shares of the font's size. */
export interface FontFile {
  /** Undefined for a code point that it has no letter for. */
  advanceOf(codePoint: number): number | undefined
  readonly widest: number
}

/** Reads the tables that say which letters there are and how wide each is (OpenType 1.9: cmap format 12, head, hhea, hmtx). */
export function readFontFile(bytes: Buffer): FontFile {
  const table = tablesOf(bytes)
  const perEm = table('head').readUInt16BE(18)
  const hhea = table('hhea')
  const widest = hhea.readUInt16BE(10) / perEm
  const advances = hhea.readUInt16BE(34)
  const hmtx = table('hmtx')
  const glyphs = glyphsOf(table('cmap'))
  return {
    widest,
    advanceOf(codePoint) {
      const group = glyphs.find(({ first, last }) => first <= codePoint && codePoint <= last)
      if (group === undefined) return undefined
      const glyph = group.glyph + codePoint - group.first
      return hmtx.readUInt16BE(4 * Math.min(glyph, advances - 1)) / perEm
    },
  }
}

/** The tables by their tags, each from its beginning to the end of the file. */
function tablesOf(bytes: Buffer): (tag: string) => Buffer {
  const offsets = new Map<string, number>()
  const count = bytes.readUInt16BE(4)
  for (let index = 0; index < count; index += 1) {
    const at = 12 + 16 * index
    offsets.set(bytes.toString('latin1', at, at + 4), bytes.readUInt32BE(at + 8))
  }
  return (tag) => {
    const offset = offsets.get(tag)
    if (offset === undefined) throw new Error(`the font has no table ${tag}`)
    return bytes.subarray(offset)
  }
}

interface Glyphs {
  readonly first: number
  readonly last: number
  /** Of the first code point; the others follow. */
  readonly glyph: number
}

const ALL_PLANES = 12

function glyphsOf(cmap: Buffer): readonly Glyphs[] {
  const count = cmap.readUInt16BE(2)
  const offsets = Array.from({ length: count }, (_, index) => cmap.readUInt32BE(4 + 8 * index + 4))
  const offset = offsets.find((one) => cmap.readUInt16BE(one) === ALL_PLANES)
  if (offset === undefined) throw new Error('the font does not say what letters it has in all planes')
  const groups = cmap.readUInt32BE(offset + 12)
  return Array.from({ length: groups }, (_, index) => {
    const at = offset + 16 + 12 * index
    return { first: cmap.readUInt32BE(at), last: cmap.readUInt32BE(at + 4), glyph: cmap.readUInt32BE(at + 8) }
  })
}
