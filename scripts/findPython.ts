/** Finds the Python that tests compare with. Tests that need it skip with a sentence where there is none: `npm test` names them as not run. */
import { spawnSync } from 'node:child_process';

/** MARGIN_LAB_PYTHON names another interpreter, for a torch that lives in a virtual environment. Debian's torch is that of /usr/bin/python3. */
const CANDIDATES = [process.env['MARGIN_LAB_PYTHON'] ?? 'python3', '/usr/bin/python3'];

const succeeds = (python: string, ...args: string[]): boolean =>
  spawnSync(python, args, { stdio: 'ignore' }).status === 0;

export interface FoundPython {
  /** Name or path; null: there is none. */
  readonly python: string | null;
  /** One that can import torch; null: there is none. */
  readonly withTorch: string | null;
}

export function findPython(): FoundPython {
  const found = CANDIDATES.filter((python) => succeeds(python, '--version'));
  return {
    python: found[0] ?? null,
    withTorch: found.find((python) => succeeds(python, '-c', 'import torch')) ?? null,
  };
}

export const NO_PYTHON = 'NOT RUN: python3 was not found, so nothing was compiled.';
export const NO_TORCH = 'NOT RUN: python3 has no torch (Debian: python3-torch), so nothing was compared.';
