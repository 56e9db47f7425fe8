import type { Look } from '../../core/pictures/drawing.ts'
import type { PicturedLevel } from '../../core/pictures/picture.ts'

/** Colours of one scheme. */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  /** Of what was measured. */
  readonly data: string
  readonly bad: string
  readonly tones: Readonly<Record<ToneName, Tone>>
}

/** A colour to fill with and one to write with on paper. */
interface Tone {
  readonly fill: string
  readonly ink: string
}

type ToneName = 'green' | 'blue' | 'yellow' | 'orange' | 'red' | 'siren' | 'purple' | 'brown' | 'grey'

const tone = (fill: string, ink: string): Tone => ({ fill, ink })

const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1c2430',
  soft: '#566173',
  line: '#d9dee6',
  data: '#14355f',
  bad: '#b4232c',
  tones: {
    green: tone('#1b9e77', '#0d6b4f'),
    blue: tone('#3b7dd8', '#1f5aa8'),
    yellow: tone('#e6b800', '#765c00'),
    orange: tone('#e67817', '#9c4a00'),
    red: tone('#d1333f', '#ad1f2b'),
    siren: tone('#7a0f3e', '#7a0f3e'),
    purple: tone('#8a5cc9', '#6a3fa6'),
    brown: tone('#8d6748', '#6f4d31'),
    grey: tone('#8b95a3', '#566173'),
  },
}

const DARK: Palette = {
  paper: '#1b2129',
  ink: '#e7ebf0',
  soft: '#a3adbb',
  line: '#38424f',
  data: '#9ecbff',
  bad: '#ff7a80',
  tones: {
    green: tone('#2fb88f', '#5fd6b1'),
    blue: tone('#5c9bf0', '#8dbbff'),
    yellow: tone('#e9c22e', '#f3d562'),
    orange: tone('#ef8a35', '#ffab66'),
    red: tone('#e2505b', '#ff8d94'),
    siren: tone('#b8336f', '#ff86b8'),
    purple: tone('#a881e0', '#c9adf2'),
    brown: tone('#b08a68', '#d3b294'),
    grey: tone('#7d8896', '#a3adbb'),
  },
}

export const paletteOf = ({ scheme }: Pick<Look, 'scheme'>): Palette => (scheme === 'dark' ? DARK : LIGHT)

/** The colour that a policy gives a level is the one of its emoji. */
const BY_EMOJI: readonly (readonly [ToneName, string])[] = [
  ['green', '🟢🟩💚✅'],
  ['blue', '🔵🟦💙❄'],
  ['yellow', '🟡🟨💛⚠'],
  ['orange', '🟠🟧🧡'],
  ['red', '🔴🟥⛔🛑'],
  ['siren', '🚨'],
  ['purple', '🟣🟪💜'],
  ['brown', '🟤🟫🤎'],
  ['grey', '⚪⚫⬛⬜❔'],
]
/** From the best level to the worst, where its emoji has no colour. */
const BY_SEVERITY: readonly ToneName[] = ['green', 'yellow', 'orange', 'red', 'siren']

export function toneOf(
  palette: Palette,
  { emoji, severity }: Pick<PicturedLevel, 'emoji' | 'severity'>,
): Tone {
  const [sign = ''] = emoji
  const own = BY_EMOJI.find(([, signs]) => sign !== '' && signs.includes(sign))
  return palette.tones[own?.[0] ?? BY_SEVERITY[Math.round(severity * (BY_SEVERITY.length - 1))] ?? 'grey']
}
