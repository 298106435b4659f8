/** Light, dark, or as the system says; remembered on this device where storage is allowed. */
import { useEffect, useState } from 'react';
import styles from './App.module.css';
import { readPreference, writePreference } from './preferences';

type Theme = 'system' | 'light' | 'dark';

function remembered(): Theme {
  const value = readPreference('theme');
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    writePreference('theme', theme);
  }, [theme]);
  return (
    <label className={styles.theme}>
      <span className={styles.hidden}>Colours</span>
      <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
