/** Takes a run away: its link, a QR code of it, a picture of the stage in this pose, its numbers, the run and its loss for PyTorch. */
import { useState } from 'react';
import { Button, Dialog, DialogTrigger, FileTrigger, Heading, Popover } from 'react-aria-components';
import { encode } from 'uqr';
import { findLoss } from '../../losses';
import { pytorchModule } from '../../losses/pytorchModule';
import { trainPy } from '../../exporters/trainPy';
import type { RunSnapshot, RunStore } from '../runStore';
import type { PictureFormat } from '../stage/captureStage';
import { packRun, unpackRun } from './bundle';
import { runCsv } from './runCsv';
import styles from './share.module.css';

interface ShareMenuProps {
  readonly run: RunSnapshot;
  readonly store: RunStore;
  /** The stage in its present pose with key and caption. */
  readonly capture: (format: PictureFormat) => Promise<Blob>;
}

const PICTURES: readonly { readonly label: string; readonly format: PictureFormat }[] = [
  { label: 'PNG 2×', format: { kind: 'png', ratio: 2 } },
  { label: 'PNG 4×', format: { kind: 'png', ratio: 4 } },
  { label: 'SVG', format: { kind: 'svg' } },
];

export default function ShareMenu({ run, store, capture }: ShareMenuProps) {
  const [said, setSaid] = useState('');
  const address = window.location.href;
  const loss = findLoss(run.running.loss);
  const name = `margin-lab-${loss.id}-step-${run.viewStep ?? run.step}`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
      setSaid('The link is on the clipboard.');
    } catch {
      setSaid('The browser does not give access to the clipboard: copy the link from the address bar.');
    }
  };
  const savePicture = async (format: PictureFormat): Promise<void> => {
    try {
      saveBlob(await capture(format), `${name}.${format.kind}`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  const saveBlob = (blob: Blob, file: string): void => {
    const url = URL.createObjectURL(blob);
    save(url, file);
    URL.revokeObjectURL(url);
    setSaid(`${file} is saved.`);
  };
  const saveText = (text: string | Uint8Array<ArrayBuffer>, type: string, file: string): void =>
    saveBlob(new Blob([text], { type }), file);
  const savePytorch = (): void => {
    const { guard, assignment, gradient, lossParameters: parameters } = run.running;
    const { source } = pytorchModule(loss, { guard, assignment, gradient, parameters });
    saveText(source, 'text/x-python', `${loss.id.replaceAll('-', '_')}.py`);
  };
  const saveZip = (): void => {
    const saved = store.save();
    if (saved) saveText(packRun(saved), 'application/zip', `${name}.zip`);
  };
  const openZip = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      store.resume(unpackRun(new Uint8Array(await file.arrayBuffer())));
      setSaid(`${file.name} is open.`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  const images = run.description?.points;
  const saveTrainPy = (): void => {
    if (!images) return;
    const { imageHeight: height, imageWidth: width, imageChannels: channels } = images;
    saveText(trainPy(run.running, { height, width, channels }), 'text/x-python', 'train.py');
  };
  return (
    <DialogTrigger onOpenChange={() => setSaid('')}>
      <Button className={styles.open ?? ''}>Share ▾</Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            Take it with you
          </Heading>
          <QrCode text={address} />
          <p className={styles.note}>The link holds every setting: who opens it trains the same run.</p>
          <Button className={styles.action ?? ''} onPress={() => void copy()}>
            Copy link
          </Button>
          <div role="group" aria-label="Picture of the stage" className={styles.pictures}>
            <span>Picture of the stage</span>
            {PICTURES.map(({ label, format }) => (
              <Button key={label} className={styles.action ?? ''} onPress={() => void savePicture(format)}>
                {label}
              </Button>
            ))}
          </div>
          <Button
            className={styles.action ?? ''}
            isDisabled={run.history.loss.length === 0}
            onPress={() => saveText(runCsv(run.history), 'text/csv', `${name}.csv`)}
          >
            Numbers of every step (CSV)
          </Button>
          <Button
            className={styles.action ?? ''}
            isDisabled={!run.recording.checkpoints.some(Boolean)}
            onPress={saveZip}
          >
            The whole run (zip, plays here again)
          </Button>
          <FileTrigger acceptedFileTypes={['.zip', 'application/zip']} onSelect={(files) => void openZip(files?.[0])}>
            <Button className={styles.action ?? ''}>Open a saved run (zip)</Button>
          </FileTrigger>
          <Button className={styles.action ?? ''} isDisabled={!images} onPress={saveTrainPy}>
            Continue in PyTorch (train.py)
          </Button>
          <Button className={styles.action ?? ''} onPress={savePytorch}>
            This loss as a PyTorch module
          </Button>
          <p role="status" className={styles.note}>
            {said}
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function save(url: string, file: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
}

function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className={styles.qr} role="img" aria-label="QR code of the link">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
