import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'

let script: Promise<string> | undefined

/** What overflows, overlaps, is cut off or broken over lines on a page as it stands; each fault is a sentence. */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  script ??= inPageScript()
  return await page.evaluate<string[]>(`(() => { ${await script}; return look.layoutFaults() })()`)
}

async function inPageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page', 'layout-faults.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'look',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
