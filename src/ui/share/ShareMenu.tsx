/** Takes the page away: its link and a QR code of it, figures and a video of the stage, the runs as a zip, and the way on to PyTorch. */
import { memo, type ReactNode, useState } from 'react';
import { Button, Dialog, DialogTrigger, FileTrigger, Heading, Popover } from 'react-aria-components';
import { encode } from 'uqr';
import { trainPy } from '../../exporters/trainPy';
import { findLoss } from '../../losses';
import { pytorchModule } from '../../losses/pytorchModule';
import type { Lab } from '../compare/lab';
import { nameRuns } from '../compare/nameRuns';
import { useLab } from '../compare/useLab';
import type { RunSnapshot } from '../runStore';
import { captureStages, type PictureFormat } from '../stage/captureStage';
import { pageLock } from '../lock';
import { LockChoice } from './LockChoice';
import { openZip } from './DroppedRun';
import { runCsv } from './runCsv';
import styles from './share.module.css';
import { addressOf } from '../useAddressBar';
import { VideoButton } from './VideoButton';

interface ShareMenuProps {
  readonly lab: Lab;
}

const PICTURES: readonly { readonly label: string; readonly format: PictureFormat }[] = [
  { label: 'PNG 2×', format: { kind: 'png', ratio: 2 } },
  { label: 'PNG 4×', format: { kind: 'png', ratio: 4 } },
  { label: 'SVG', format: { kind: 'svg' } },
];

export default memo(function ShareMenu({ lab }: ShareMenuProps) {
  return (
    <DialogTrigger>
      <Button className={styles.open ?? ''}>
        Share <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            Take it with you
          </Heading>
          <ShareContents lab={lab} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
});

/** Follows the runs while it is open. */
function ShareContents({ lab }: ShareMenuProps) {
  const { runs } = useLab(lab);
  const [said, setSaid] = useState('');
  const [chosen, setChosen] = useState(0);
  const [lock, setLock] = useState(pageLock.get);
  const run = runs[chosen] ?? runs[0];
  if (!run) return null;
  const names = nameRuns(runs.map(({ running }) => running));
  const nameOf = ({ running, viewStep, step }: RunSnapshot): string =>
    `margin-lab-${findLoss(running.loss).id.replace(/[^a-z0-9-]+/g, '-')}-step-${viewStep ?? step}`;
  const pageName = runs.length > 1 ? `margin-lab-${runs.length}-runs-step-${runs[0]?.step ?? 0}` : nameOf(run);

  /** Says how it ended, in a sentence. */
  const attempt = (act: () => Promise<string>): void => {
    act().then(setSaid, (error: unknown) => setSaid(error instanceof Error ? error.message : String(error)));
  };
  const saveBlob = (blob: Blob, file: string): string => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = file;
    link.click();
    // Some browsers read the address a little after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return `${file} is saved.`;
  };
  const saveText = (text: string, type: string, file: string): void =>
    setSaid(saveBlob(new Blob([text], { type }), file));

  const link = new URL(addressOf(runs, lock), window.location.href).href;
  const copy = async (): Promise<string> => {
    try {
      await navigator.clipboard.writeText(link);
      return 'The link is on the clipboard.';
    } catch {
      return 'The browser does not give access to the clipboard: copy the link from the address bar.';
    }
  };
  const savePicture = async (format: PictureFormat): Promise<string> =>
    saveBlob(await captureStages(format), `${pageName}.${format.kind}`);
  const saveZip = async (): Promise<string> => {
    const { makeBundle } = await import('./makeBundle');
    const zip = await makeBundle(lab, addressOf(runs, null));
    return saveBlob(new Blob([zip], { type: 'application/zip' }), `${pageName}.zip`);
  };
  const open = async (file: File): Promise<string> => {
    await openZip(lab, file);
    return `${file.name} is open.`;
  };
  const images = run.description?.points;
  const saveTrainPy = (): void => {
    if (!images) return;
    const { imageHeight: height, imageWidth: width, imageChannels: channels } = images;
    saveText(trainPy(run.running, { height, width, channels }), 'text/x-python', 'train.py');
  };
  const savePytorch = (): void => {
    const { guard, assignment, gradient, lossParameters: parameters } = run.running;
    const loss = findLoss(run.running.loss);
    const { source } = pytorchModule(loss, { guard, assignment, gradient, parameters });
    saveText(source, 'text/x-python', `${loss.id.replace(/[^a-z0-9]+/g, '_')}.py`);
  };

  const action = (label: string, act: () => void, isDisabled = false): ReactNode => (
    <Button className={styles.action ?? ''} isDisabled={isDisabled} onPress={act}>
      {label}
    </Button>
  );
  return (
    <>
      <div className={styles.link}>
        <QrCode text={link} />
        <div className={styles.group}>
          <p className={styles.note}>
            The link holds every setting, the runs beside each other and the view: who opens it trains the same.
          </p>
          {action('Copy link', () => attempt(copy))}
        </div>
      </div>
      <LockChoice configs={runs.map(({ draft }) => draft)} lock={lock} onChange={setLock} />
      <Group title="Figure of the stage, as it stands">
        {PICTURES.map(({ label, format }) => (
          <Button key={label} className={styles.action ?? ''} onPress={() => attempt(() => savePicture(format))}>
            {label}
          </Button>
        ))}
      </Group>
      <Group title="Video of the recording">
        <VideoButton lab={lab} onSave={(video) => setSaid(saveBlob(video, `${pageName}.webm`))} onProblem={setSaid} />
      </Group>
      <Group title={runs.length > 1 ? `All ${runs.length} runs` : 'The whole run'}>
        {action('Save as zip', () => attempt(saveZip), !runs.some((r) => r.recording.checkpoints.some(Boolean)))}
        <FileTrigger
          acceptedFileTypes={['.zip', 'application/zip']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) attempt(() => open(file));
          }}
        >
          <Button className={styles.action ?? ''}>Open a saved zip</Button>
        </FileTrigger>
      </Group>
      <p className={styles.note}>
        Recording, weights, embeddings, numbers and figures; dropped on the page it plays again.
      </p>
      <Group title={runs.length > 1 ? 'Of one run' : 'Of this run'}>
        {runs.length > 1 && (
          <select
            className={styles.choice}
            aria-label="Which run"
            value={chosen}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {names.map((name, i) => (
              <option key={i} value={i}>
                {name}
              </option>
            ))}
          </select>
        )}
        {action(
          'Numbers (CSV)',
          () => saveText(runCsv(run.history), 'text/csv', `${nameOf(run)}.csv`),
          run.history.loss.length === 0,
        )}
        {action('Continue in PyTorch (train.py)', saveTrainPy, !images)}
        {action('Loss as a PyTorch module', savePytorch)}
      </Group>
      <p role="status" className={styles.said}>
        {said}
      </p>
    </>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div role="group" aria-label={title} className={styles.group}>
      <h3 className={styles.groupTitle}>{title}</h3>
      <div className={styles.actions}>{children}</div>
    </div>
  );
}

/** Progress does not change the link: the code is drawn anew with it alone. */
const QrCode = memo(function QrCode({ text }: { readonly text: string }) {
  const code = encodeOrNull(text);
  if (!code) return null;
  const { data, size } = code;
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className={styles.qr} role="img" aria-label="QR code of the link">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
});

/** Null: the link is longer than a QR code can be (2,953 letters); formulas may be. */
function encodeOrNull(text: string): ReturnType<typeof encode> | null {
  try {
    return encode(text, { border: 2 });
  } catch {
    return null;
  }
}
