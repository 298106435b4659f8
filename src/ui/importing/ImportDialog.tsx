/** Own images: choose or drop, see what was found and what was not, then train on them. They stay in this browser. */
import { useEffect, useRef, useState } from 'react';
import { Button, Dialog, DropZone, FileTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { DEFAULT_IMPORT, IMPORT_SIZES, type ImportOptions } from '../../data/importers/assembleDataset';
import { formatBytes } from '../../data/importers/importProblem';
import { IMPORT_LIMITS } from '../../data/importers/importLimits';
import type { ImportReply, ImportSummary } from '../../data/importMessages';
import { deleteOwnDataset } from '../../data/ownDataset';
import { formatCount } from '../format';
import lessons from '../lessons/lessons.module.css';
import { Thumbnail } from '../stage/Thumbnail';
import styles from './importing.module.css';

type State =
  | { readonly kind: 'choosing'; readonly message: string }
  | { readonly kind: 'reading'; readonly done: number; readonly total: number; readonly images: number }
  | { readonly kind: 'done'; readonly summary: ImportSummary };

interface ImportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Trains on the stored images: so many classes, so many of them held out. */
  readonly onTrain: (classes: number, heldOut: number) => void;
}

/** Problems shown in full; a folder of 20,000 wrong files should not fill the page. */
const SHOWN_PROBLEMS = 8;

export default function ImportDialog({ isOpen, onClose, onTrain }: ImportDialogProps) {
  const [state, setState] = useState<State>({ kind: 'choosing', message: '' });
  const [options, setOptions] = useState<ImportOptions>(DEFAULT_IMPORT);
  const [heldOut, setHeldOut] = useState(0);
  const worker = useRef<Worker | null>(null);
  const cancel = (): void => {
    worker.current?.terminate();
    worker.current = null;
  };
  useEffect(() => cancel, []);

  const start = (files: readonly File[]): void => {
    cancel();
    if (files.length === 0) {
      setState({ kind: 'choosing', message: 'Nothing was chosen: expected a folder, a zip, or image or array files.' });
      return;
    }
    setState({ kind: 'reading', done: 0, total: files.length, images: 0 });
    const fresh = new Worker(new URL('../../data/importWorker.ts', import.meta.url), {
      type: 'module',
      name: 'import',
    });
    worker.current = fresh;
    fresh.onmessage = ({ data }: MessageEvent<ImportReply>) => {
      if (data.type === 'progress') {
        setState({ kind: 'reading', done: data.filesDone, total: data.filesTotal, images: data.images });
        return;
      }
      cancel();
      if (data.type === 'failed') setState({ kind: 'choosing', message: data.message });
      else {
        setState({ kind: 'done', summary: data.summary });
        setHeldOut(0);
      }
    };
    fresh.onerror = (event) => {
      event.preventDefault();
      cancel();
      setState({
        kind: 'choosing',
        message: `The import stopped: ${event.message || 'the worker could not be loaded'}. Try again.`,
      });
    };
    fresh.postMessage({ files, options });
  };

  return (
    <ModalOverlay
      className={lessons.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={lessons.modal ?? ''}>
        <Dialog className={lessons.dialog ?? ''}>
          <Heading slot="title" className={lessons.title ?? ''}>
            Your own images
          </Heading>
          <p>
            They are read and kept in this browser and never uploaded. A folder with one folder a class, a zip of the
            same, IDX (MNIST and its kin, images and labels together), npy or npz, CSV (label, pixels), PGM, PPM, PNG,
            JPEG, WebP, AVIF. At most {formatCount(IMPORT_LIMITS.images)} images of {IMPORT_LIMITS.classes} classes,{' '}
            {formatBytes(IMPORT_LIMITS.fileBytes)} a file.
          </p>
          {state.kind === 'choosing' && (
            <>
              {state.message !== '' && (
                <p role="alert" className={styles.problem}>
                  {state.message}
                </p>
              )}
              <ImportSettings options={options} onChange={setOptions} />
              <DropZone
                className={styles.drop ?? ''}
                aria-label="Drop images here"
                onDrop={(event) => void filesOfDrop(event.items).then(start)}
              >
                <FileTrigger acceptDirectory onSelect={(list) => start(Array.from(list ?? []))}>
                  <Button className={styles.button ?? ''}>Choose a folder</Button>
                </FileTrigger>
                <FileTrigger allowsMultiple onSelect={(list) => start(Array.from(list ?? []))}>
                  <Button className={styles.button ?? ''}>Choose files</Button>
                </FileTrigger>
                <span>or drop them here</span>
              </DropZone>
              <Button
                className={styles.quiet ?? ''}
                onPress={() =>
                  void deleteOwnDataset().then(() =>
                    setState({ kind: 'choosing', message: 'The stored images were deleted from this browser.' }),
                  )
                }
              >
                Delete the stored images
              </Button>
            </>
          )}
          {state.kind === 'reading' && (
            <>
              <p role="status">
                Reading file {formatCount(state.done)} of {formatCount(state.total)}: {formatCount(state.images)} images
                so far.
              </p>
              <progress
                value={state.done}
                max={Math.max(1, state.total)}
                aria-label="Files read"
                className={styles.progress}
              />
              <Button
                className={styles.button ?? ''}
                onPress={() => {
                  cancel();
                  setState({
                    kind: 'choosing',
                    message: 'The import was cancelled; what was stored before is still there.',
                  });
                }}
              >
                Cancel
              </Button>
            </>
          )}
          {state.kind === 'done' && (
            <Found
              summary={state.summary}
              heldOut={heldOut}
              onHeldOut={setHeldOut}
              onAgain={() => setState({ kind: 'choosing', message: '' })}
              onTrain={() => onTrain(usedClasses(state.summary) - heldOut, heldOut)}
            />
          )}
          <Button className={lessons.close ?? ''} onPress={onClose}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const usedClasses = (summary: ImportSummary): number => summary.classes.filter((c) => c.used > 0).length;

type DropItems = Parameters<NonNullable<React.ComponentProps<typeof DropZone>['onDrop']>>[0]['items'];

/** Dropped folders are walked; each file keeps its path inside them. */
async function filesOfDrop(items: DropItems, path = ''): Promise<File[]> {
  const files: File[] = [];
  for (const item of items) {
    if (item.kind === 'file') files.push(withPath(await item.getFile(), `${path}${item.name}`));
    else if (item.kind === 'directory') {
      const inside = [];
      for await (const entry of item.getEntries()) inside.push(entry);
      files.push(...(await filesOfDrop(inside, `${path}${item.name}/`)));
    }
  }
  return files;
}

function withPath(file: File, path: string): File {
  // As an <input> for folders would have set it.
  if (file.webkitRelativePath === '') Object.defineProperty(file, 'webkitRelativePath', { value: path });
  return file;
}

interface ImportSettingsProps {
  readonly options: ImportOptions;
  readonly onChange: (options: ImportOptions) => void;
}

function ImportSettings({ options, onChange }: ImportSettingsProps) {
  return (
    <div className={styles.settings}>
      <label>
        Side in pixels{' '}
        <select
          value={options.size}
          onChange={(event) => onChange({ ...options, size: Number(event.target.value) as ImportOptions['size'] })}
        >
          {IMPORT_SIZES.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <label>
        Colours{' '}
        <select
          value={options.colours}
          onChange={(event) => onChange({ ...options, colours: event.target.value === 'colour' ? 'colour' : 'grey' })}
        >
          <option value="grey">grey</option>
          <option value="colour">colour</option>
        </select>
      </label>
      <label>
        Framing{' '}
        <select
          value={options.framing}
          onChange={(event) => onChange({ ...options, framing: event.target.value === 'fit' ? 'fit' : 'crop' })}
        >
          <option value="crop">crop the centre</option>
          <option value="fit">fit the whole</option>
        </select>
      </label>
      <label>
        Images of a class, at most (0: all){' '}
        <input
          type="number"
          min={0}
          max={10000}
          value={options.perClassCap}
          onChange={(event) =>
            onChange({ ...options, perClassCap: Math.max(0, Math.floor(Number(event.target.value) || 0)) })
          }
        />
      </label>
    </div>
  );
}

interface FoundProps {
  readonly summary: ImportSummary;
  readonly heldOut: number;
  readonly onHeldOut: (count: number) => void;
  readonly onAgain: () => void;
  readonly onTrain: () => void;
}

function Found({ summary, heldOut, onHeldOut, onAgain, onTrain }: FoundProps) {
  const { classes, problems, warnings, images, sample } = summary;
  const used = classes.filter((c) => c.used > 0);
  const points = {
    labels: sample.labels,
    isTest: sample.labels,
    images: sample.images,
    imageHeight: sample.size,
    imageWidth: sample.size,
    imageChannels: sample.channels,
  };
  return (
    <>
      <p role="status">
        {images > 0
          ? `Found ${formatCount(images)} images of ${used.length} classes; they are stored in this browser.`
          : 'No image could be used. What was wrong stands below; what was stored before is still there.'}
      </p>
      {problems.length > 0 && (
        <ul className={styles.problem} aria-label="Problems">
          {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
          {problems.length > SHOWN_PROBLEMS && <li>and {formatCount(problems.length - SHOWN_PROBLEMS)} more.</li>}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul className={styles.warning} aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {images > 0 && (
        <>
          {/* Focusable, because a long list scrolls. */}
          <div className={styles.classes} role="group" aria-label="Classes" tabIndex={0}>
            {used.map(({ name, found, used: count }, c) => (
              <div key={name} className={styles.class}>
                <span className={styles.className}>
                  {name} <small>{count < found ? `${count} of ${found}` : count}</small>
                </span>
                {Array.from(sample.labels.keys())
                  .filter((i) => sample.labels[i] === c)
                  .map((i) => (
                    <Thumbnail
                      key={i}
                      points={points}
                      index={i}
                      label={`Image of ${name}`}
                      className={styles.thumbnail}
                    />
                  ))}
              </div>
            ))}
          </div>
          <label>
            Classes held out for verification{' '}
            <input
              type="number"
              min={0}
              max={Math.max(0, used.length - 2)}
              value={heldOut}
              onChange={(event) =>
                onHeldOut(
                  Math.min(Math.max(0, used.length - 2), Math.max(0, Math.floor(Number(event.target.value) || 0))),
                )
              }
            />
          </label>
          <Button className={styles.primary ?? ''} onPress={onTrain}>
            Train on these images
          </Button>
        </>
      )}
      <Button className={styles.button ?? ''} onPress={onAgain}>
        Import others
      </Button>
    </>
  );
}
