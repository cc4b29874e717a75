import { Languages } from 'lucide-react';
import { Button } from '../components/button.js';
import { useLanguage } from '../i18n/language.js';

/** Says the other language in that language, for who cannot read this one. */
export function LanguageSwitch() {
  const { language, setLanguage } = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button kind="plain" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => setLanguage(other)}>
      <Languages aria-hidden="true" />
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  );
}
