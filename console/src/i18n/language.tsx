import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { LANGUAGES, type Language, type Messages } from './messages.js';

const STORAGE_KEY = 'miniask.language';

interface LanguageChoice {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'en', setLanguage: () => undefined });

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    localStorage.setItem(STORAGE_KEY, language);
  }, [language]);
  const choice = useMemo(() => ({ language, setLanguage }), [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}

/** The words of a part in the language that was chosen. */
export function useMessages<M>(messages: Messages<M>): M {
  return messages[useLanguage().language];
}

/** The one chosen before, else the browser's. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  const known = LANGUAGES.find((language) => language === stored);
  return known ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
}
