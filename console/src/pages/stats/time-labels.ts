import { useMemo } from 'react';
import { useLanguage } from '../../i18n/language.js';
import type { Language } from '../../i18n/messages.js';

const DAY_MS = 86_400_000;

/** The begins of the parts of a window, as short as they can be told apart, in the reader's time zone. */
export function timeLabelsOf(parts: readonly number[], bucketMs: number, language: Language): string[] {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const long = parts.length * bucketMs > DAY_MS;
  const format = new Intl.DateTimeFormat(locale, {
    ...(long && { month: 'short', day: 'numeric' }),
    ...(bucketMs < DAY_MS && { hour: '2-digit', minute: '2-digit' }),
  });
  return parts.map((at) => format.format(at));
}

export function useTimeLabels(parts: readonly number[], bucketMs: number): string[] {
  const { language } = useLanguage();
  return useMemo(() => timeLabelsOf(parts, bucketMs, language), [parts, bucketMs, language]);
}
