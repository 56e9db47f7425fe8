import { expect, test } from 'vitest'
import { templateEngine } from '../../../src/adapters/templates/engine.ts'

const FACTS = { level: 'A <b>', topActions: [{ what: 'Fix it' }] }
const rendered = (text: string): string => String(templateEngine(undefined).parseAndRenderSync(text, FACTS))

const grown = (how: string): string =>
  `{% assign a = level %}{% for i in (1..60) %}{% assign a = a | ${how} %}{% endfor %}{{ a }}`

test.each([
  ['a text that doubles', grown('append: a'), 'memory alloc limit exceeded'],
  ['a text that grows in itself', grown('replace: "", a'), 'memory alloc limit exceeded'],
  [
    'a list that doubles',
    '{% assign a = (1..100) %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}',
    'memory alloc limit exceeded',
  ],
  ['a slice of what is not there', '{{ level | slice: 0, 1000000000 }}', 'memory alloc limit exceeded'],
  ['the constructor of a text', '{{ level.constructor }}', 'undefined variable: level.constructor'],
  ['the prototype of a list', '{{ topActions["__proto__"] }}', 'undefined variable: topActions.__proto__'],
  [
    'the constructor of a constructor',
    '{{ topActions[0]["constructor"]["constructor"] }}',
    'undefined variable: topActions.0.constructor',
  ],
  [
    'the same by an expression',
    '{{ topActions | where_exp: "x", "x.constructor.constructor" | size }}',
    'undefined variable: x.constructor',
  ],
  ['thousands of tags in one another', '{% if level %}'.repeat(5_000), 'call stack'],
  ['another template', '{% render "healthy" %}', 'tag "render" not found'],
  ['a layout', '{% layout "/etc/passwd" %}', 'tag "layout" not found'],
  ['tags that print past the escaping', '{% liquid\n echo level %}', 'tag "liquid" not found'],
  ['a whole object', '{{ topActions[0] }}', 'cannot be printed'],
])('a template that reaches for %s is refused', (_what, text, said) => {
  expect(() => rendered(text)).toThrow(said)
})

test.each([
  ['json', '{{ level | json }}'],
  ['inspect', '{{ level | inspect }}'],
  ['map', '{{ topActions | map: "constructor" | join: "" }}{{ level }}'],
  ['escape twice', '{{ level | escape | escape }}'],
  ['url_decode', '{{ "%3Cb%3E" | url_decode }}'],
  ['strip_html', '{{ "&lt;b&gt;" | strip_html }}'],
])('what is printed through %s is escaped all the same', (_filter, text) => {
  expect(rendered(text)).not.toMatch(/<|function|native code/)
})
