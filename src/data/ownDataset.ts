/** The user's own images, kept in this browser (IndexedDB) and nowhere else. */
import { openDB } from 'idb';
import type { Dataset } from './dataset';

const DATABASE = 'margin-lab';
const STORE = 'datasets';
const KEY = 'own';

const open = () =>
  openDB(DATABASE, 1, {
    upgrade: (database) => {
      database.createObjectStore(STORE);
    },
  });

/** Throws an `Error` with a sentence where the browser has no room or keeps nothing. */
export async function saveOwnDataset(dataset: Dataset): Promise<void> {
  try {
    const database = await open();
    await database.put(STORE, dataset, KEY);
    database.close();
  } catch (error) {
    const megabytes = Math.ceil(dataset.images.byteLength / 1e6);
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    throw new Error(
      full
        ? `The browser has no room for these images (${megabytes} MB). Choose a smaller size or fewer images of each class.`
        : 'The browser keeps no data for this page (a private window, or storage is switched off). Allow storage and import again.',
      { cause: error },
    );
  }
}

/** Undefined where none is stored, or storage is closed to the page. */
export async function loadOwnDataset(): Promise<Dataset | undefined> {
  try {
    const database = await open();
    const dataset = (await database.get(STORE, KEY)) as Dataset | undefined;
    database.close();
    return dataset;
  } catch {
    return undefined;
  }
}

export async function deleteOwnDataset(): Promise<void> {
  const database = await open();
  await database.delete(STORE, KEY);
  database.close();
}
