import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What axe finds on a page that keeps somebody out, in a line each. The page's context must bypass its content security policy,
 * which lets in no script but the page's own.
 */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found: unknown = await page.evaluate('axe.run()')
  const { violations } = found as axe.AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`))
}
