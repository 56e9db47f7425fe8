import { describe, expect, test } from 'vitest'
import { paletteOf, toneOf } from '../../../src/adapters/charts/palette.ts'

/** Relative luminance and contrast, as WCAG 2.2 has them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = channels.map((one) =>
    one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const palette = paletteOf({ scheme })

  test('whatever is written can be read', () => {
    const inks = [
      palette.ink,
      palette.soft,
      palette.bad,
      ...Object.values(palette.tones).map(({ ink }) => ink),
    ]
    for (const ink of inks) expect(contrast(ink, palette.paper)).toBeGreaterThanOrEqual(4.5)
  })

  test('whatever is drawn can be told from the ground', () => {
    expect(contrast(palette.data, palette.paper)).toBeGreaterThanOrEqual(4.5)
    for (const { fill } of Object.values(palette.tones)) {
      const over = mixed(fill, palette.paper, 0.2)
      expect(contrast(palette.data, over)).toBeGreaterThanOrEqual(3)
      expect(contrast(palette.bad, over)).toBeGreaterThanOrEqual(3)
    }
  })
})

function mixed(fill: string, ground: string, share: number): string {
  const channel = (at: number): string => {
    const [top, below] = [fill, ground].map((hex) => parseInt(hex.slice(at, at + 2), 16))
    return Math.round((top ?? 0) * share + (below ?? 0) * (1 - share))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

test.each([
  ['🟢', 0, 'green'],
  ['🟡', 0.3, 'yellow'],
  ['⚠️', 0.3, 'yellow'],
  ['🔴', 0.6, 'red'],
  ['🚨', 1, 'siren'],
  ['📊', 0, 'green'],
  ['🧊', 0.5, 'orange'],
  ['', 1, 'siren'],
] as const)('the emoji %s of a level at severity %f is %s', (emoji, severity, name) => {
  const palette = paletteOf({ scheme: 'light' })
  expect(toneOf(palette, { emoji, severity })).toBe(palette.tones[name])
})
