import { useEffect, useState } from 'react';

import { remember, remembered } from '../browser.ts';
import { Icon } from './Icon.tsx';

const THEMES = [{ theme: 'system', icon: 'system' }, { theme: 'light', icon: 'sun' }, { theme: 'dark', icon: 'moon' }] as const;
const KEY = 'dspy.theme';

/** Light, dark, or as the system says; remembered by this browser. */
export function ThemeButton() {
  const [chosen, setChosen] = useState(() => Math.max(THEMES.findIndex(({ theme }) => theme === remembered(KEY)), 0));
  const { theme, icon } = THEMES[chosen] ?? THEMES[0];
  const next = (chosen + 1) % THEMES.length;
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    remember(KEY, theme);
  }, [theme]);
  const label = `Colours: ${theme}. Change to ${THEMES[next]?.theme}`;
  return <button type="button" className="button-quiet" onClick={() => { setChosen(next); }} aria-label={label} title={label}><Icon name={icon} /></button>;
}
