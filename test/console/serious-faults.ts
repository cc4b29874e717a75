import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds that keeps somebody out, in words that lead to it. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = String(await page.evaluate('axe.run().then((results) => JSON.stringify(results))'));
  const { violations }: axe.AxeResults = JSON.parse(found);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
    );
}
