import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds that keeps somebody out, in words that lead to it. */
export async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const run = "axe.run({ resultTypes: ['violations'] }).then((results) => JSON.stringify(results))";
  const found = String(await page.evaluate(run));
  const { violations }: axe.AxeResults = JSON.parse(found);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
    );
}
