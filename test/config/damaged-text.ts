import fc from 'fast-check'

const VALUE = fc.oneof(
  fc.constantFrom(
    '',
    ' null',
    ' true',
    ' []',
    ' {}',
    ' [1, [2]]',
    ' 0',
    ' -1',
    ' .nan',
    ' 1e999',
    ' *a',
    ' &a [*a]',
    ' !!set {x}',
    ' "',
    ' {',
    ' ~',
    ' {{.window}}',
    ' constructor',
    '\n---',
  ),
  fc.string(),
)

/** A YAML text with one to four of its lines given another value, dropped, repeated or indented. */
export function damagedText(text: string): fc.Arbitrary<string> {
  const lines = text.split('\n')
  const damage = fc.record({
    at: fc.nat(lines.length - 1),
    act: fc.constantFrom('value', 'drop', 'repeat', 'indent'),
    value: VALUE,
  })
  return fc.array(damage, { minLength: 1, maxLength: 4 }).map((damages) => {
    const damaged = [...lines]
    for (const { at, act, value } of damages) {
      const line = damaged[at] ?? ''
      if (act === 'value') damaged[at] = line.replace(/:.*$/, () => `:${value}`)
      else damaged.splice(at, 1, ...{ drop: [], repeat: [line, line], indent: [`  ${line}`] }[act])
    }
    return damaged.join('\n')
  })
}
