import { useMemo } from 'react';
import { useLanguage } from './language.js';
import type { Language } from './messages.js';

/** What is shown where there is no figure. */
export const NOTHING = '–';

/** From there on a percentage is harder to read than how many times as much it is. */
const FACTOR_FROM = 10;

export interface Format {
  /** `12,345`. */
  readonly count: (value: number | null | undefined) => string;
  /** `850 ms`, `1.25 s`, `2 min 5 s`. */
  readonly ms: (value: number | null | undefined) => string;
  /** Of a ratio: `12.5%`. */
  readonly percent: (ratio: number | null | undefined) => string;
  /** Of a ratio, with its sign: `+12.5%`; from ten times as much on the factor: `×12`. */
  readonly change: (ratio: number | null | undefined) => string;
  /** To three digits that count: `0.0123`, `12.3`. */
  readonly figure: (value: number | null | undefined) => string;
  /** In the currency of the price list, which has no name here. */
  readonly cost: (value: number | null | undefined) => string;
  /** To the second, in the reader's time zone. */
  readonly time: (at: string | number) => string;
  /** `3 minutes ago`; never in the future. */
  readonly ago: (at: string | number, now: number) => string;
}

/** Figures and times as the chosen language writes them. */
export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}

export function formatFor(language: Language): Format {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const figure = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  return {
    count: orNothing((value) => count.format(value)),
    ms: orNothing((value) => duration(value, language, count, short)),
    percent: orNothing((value) => percent.format(value)),
    change: orNothing((value) =>
      value >= FACTOR_FROM - 1 ? `×${count.format(value + 1)}` : change.format(value),
    ),
    figure: orNothing((value) => figure.format(value)),
    cost: orNothing((value) => figure.format(value)),
    time: (at) => time.format(new Date(at)),
    // What has just happened is later than a `now` that is told every few seconds.
    ago: (at, now) => relative(Math.min(0, new Date(at).getTime() - now), ago),
  };
}

function orNothing(format: (value: number) => string): (value: number | null | undefined) => string {
  return (value) => (value === null || value === undefined ? NOTHING : format(value));
}

const MINUTE_MS = 60_000;

function duration(
  ms: number,
  language: Language,
  count: Intl.NumberFormat,
  short: Intl.NumberFormat,
): string {
  const [second, minute] = language === 'zh' ? ['秒', '分'] : ['s', 'min'];
  if (Math.abs(ms) < 1000) return `${count.format(ms)} ms`;
  if (Math.abs(ms) < MINUTE_MS) return `${short.format(ms / 1000)} ${second}`;
  const seconds = Math.round(ms / 1000);
  return `${count.format(Math.floor(seconds / 60))} ${minute} ${seconds % 60} ${second}`;
}

const UNITS = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
  ['second', 1000],
] as const;

function relative(ms: number, format: Intl.RelativeTimeFormat): string {
  for (const [unit, length] of UNITS) {
    if (Math.abs(ms) >= length) return format.format(Math.trunc(ms / length), unit);
  }
  return format.format(0, 'second');
}
