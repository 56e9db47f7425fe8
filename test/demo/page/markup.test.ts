import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

const folder = new URL('../../../demo/page/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const scripts = files.filter((name) => name.endsWith('.ts'))
const html = read('index.html')

describe('the page', () => {
  test('lets nothing but itself run', () => {
    expect(html).toContain("default-src 'self'")
    expect(html).not.toMatch(/unsafe-(?:inline|eval)|style="|onclick=/)
  })

  test('loads nothing from elsewhere', () => {
    const loaded = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = '']) => address)
    expect(loaded.length).toBeGreaterThan(0)
    for (const address of loaded) expect([...files, 'page.js']).toContain(address.replace('./', ''))
    for (const name of files.filter((file) => file.endsWith('.css')))
      expect(read(name).replaceAll(/url\('\.\/[\w.]+'\)/g, '')).not.toMatch(/url\(|@import/)
  })

  test('has every element that its scripts ask for', () => {
    const asked = scripts.flatMap((name) =>
      [...read(name).matchAll(/(?:byId|\bbutton)\('([\w-]+)'/g)].map(([, id = '']) => id),
    )
    for (const id of asked) expect(html).toContain(`id="${id}"`)
  })

  test.each(scripts)('%s makes no markup of text and takes only types from the server', (name) => {
    const source = read(name)
    expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/)
    const imports = [...source.matchAll(/^import (.*?)from '([^']+)'/gms)]
    for (const [, what = '', from = ''] of imports) {
      if (!from.startsWith('./')) expect(what).toMatch(/^type /)
    }
  })
})
