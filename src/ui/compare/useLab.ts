/** The runs of the page for React. Whoever shows little of them calls it in a small component: it renders with every progress. */
import { useSyncExternalStore } from 'react';
import type { Lab, LabSnapshot } from './lab';

export const useLab = (lab: Lab): LabSnapshot => useSyncExternalStore(lab.subscribe, lab.getSnapshot);
