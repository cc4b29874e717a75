import type { Page } from 'playwright-core';
import { NARROW, type View, WIDE } from './console-browser.js';
import { seriousFaults } from './serious-faults.js';

/**
 * Every pair of theme, width and language is in one of them. A page is loaded once, in the first, and changes into the
 * others: loading is what takes the time.
 */
const LOOKS = [
  { theme: 'light', viewport: WIDE, language: 'en' },
  { theme: 'dark', viewport: NARROW, language: 'en' },
  { theme: 'light', viewport: NARROW, language: 'zh' },
  { theme: 'dark', viewport: WIDE, language: 'zh' },
] as const satisfies readonly Omit<View, 'path'>[];

type Look = (typeof LOOKS)[number];

const LANGUAGE_TAGS = { en: 'en', zh: 'zh-CN' } as const;

/** How long a page may take to be as wide as its window: charts follow with a frame of their own. */
const FIT_MS = 3000;

/**
 * What keeps somebody from using a page in one of its looks: what axe finds, and what does not fit the width.
 * @param page in English and as it is when it has loaded; left in Chinese
 */
export async function faultsOfLooks(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const look of LOOKS) {
    await put(page, look);
    const found = [...(await seriousFaults(page)), ...(await widthFaults(page, look.viewport.width))];
    faults.push(...found.map((fault) => `${look.theme}, ${look.language}, ${look.viewport.width}: ${fault}`));
  }
  return faults;
}

async function put(page: Page, { theme, viewport, language }: Look): Promise<void> {
  // Colours are looked at, not on their way.
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
  const tag = LANGUAGE_TAGS[language];
  if ((await page.evaluate('document.documentElement.lang')) === tag) return;
  await page.getByRole('button', { name: '中文' }).click();
  await page.waitForFunction(`document.documentElement.lang === '${tag}'`);
}

async function widthFaults(page: Page, width: number): Promise<string[]> {
  const fits = `document.documentElement.scrollWidth === ${width}`;
  try {
    await page.waitForFunction(fits, undefined, { timeout: FIT_MS });
    return [];
  } catch {
    return [`is ${String(await page.evaluate('document.documentElement.scrollWidth'))} pixels wide`];
  }
}
