import { Monitor, Moon, Sun } from 'lucide-react';
import { Button } from '../components/button.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { type Theme, useTheme } from '../theme/theme.js';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

/** Goes round: as the system has it, light, dark. */
export function ThemeSwitch() {
  const m = useMessages(commonMessages);
  const [theme, setTheme] = useTheme();
  const names = { system: m.themeSystem, light: m.themeLight, dark: m.themeDark };
  const Icon = ICONS[theme];
  const name = `${m.theme}: ${names[theme]}`;
  return (
    <Button kind="plain" onClick={() => setTheme(NEXT[theme])} aria-label={name} title={name}>
      <Icon aria-hidden="true" />
    </Button>
  );
}
