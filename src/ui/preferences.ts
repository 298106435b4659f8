/** Small choices remembered on this device; where storage is blocked they last as long as the page. */
const PREFIX = 'margin-lab.';

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is blocked or full: forgetting a preference harms nobody.
  }
}
