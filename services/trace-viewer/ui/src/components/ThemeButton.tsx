import { useEffect } from 'react';

import { useStored } from '../stored.ts';
import { Icon } from './Icon.tsx';

type Theme = 'system' | 'light' | 'dark';

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const;
const ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;

/** Light, dark, or as the system says; remembered by this browser. */
export function ThemeButton() {
  const [theme, setTheme] = useStored<Theme>('viewer.theme', 'system', isTheme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const label = `Colours: ${theme}. Change to ${NEXT[theme]}`;
  return (
    <button type="button" className="button-quiet" onClick={() => { setTheme(NEXT[theme]); }} aria-label={label} title={label}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}

function isTheme(text: string): text is Theme {
  return text === 'system' || text === 'light' || text === 'dark';
}
