/** What stands below a saved chart: which runs it shows. Charts do not know; whoever lays them out does. */
import { createContext } from 'react';

/** Read when somebody saves, so that no chart renders anew with every step. */
export const FigureCaption = createContext<() => string>(() => '');
