/** Which backend computes, on what, and why: a badge that opens the details. */
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { RunDescription } from '../../engine/protocol';
import { formatCount, formatFixed } from '../format';
import styles from './backendBadge.module.css';

const NAMES: Readonly<Record<string, string>> = {
  webgpu: 'WebGPU',
  'tfjs-webgpu': 'TensorFlow.js on WebGPU',
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  cpu: 'JavaScript',
};

interface BackendBadgeProps {
  readonly description: RunDescription | null;
  readonly stepsPerSecond: number;
}

export function BackendBadge({ description, stepsPerSecond }: BackendBadgeProps) {
  if (!description) return <span className={styles.badge}>Backend: being chosen</span>;
  const { backend, parameterCount, config } = description;
  const name = NAMES[backend.name] ?? backend.name;
  const { selfTest } = backend;
  return (
    <DialogTrigger>
      <Button className={styles.badge ?? ''}>
        <span className={styles.hidden}>Backend: </span>
        {name}
        {backend.name.endsWith('webgpu') && !backend.hardware ? ' (software)' : ''} <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={styles.panel ?? ''} placement="bottom end">
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            What computes
          </Heading>
          <dl className={styles.rows}>
            <dt>Backend</dt>
            <dd>{name}</dd>
            <dt>Runs on</dt>
            <dd>{backend.adapter}</dd>
            <dt>Why</dt>
            <dd>{backend.reason}</dd>
            <dt>Gradient self-test</dt>
            <dd>
              {selfTest.passed ? 'passed' : 'failed'}, largest relative error {selfTest.largestError.toExponential(1)},{' '}
              {formatFixed(selfTest.elapsedMs, 0)} ms
            </dd>
            <dt>Speed</dt>
            <dd>
              {stepsPerSecond > 0
                ? `${formatFixed(1000 / stepsPerSecond, 1)} ms a step of ${config.batchSize} images`
                : 'not measured yet: press play'}
            </dd>
            {backend.stepLimitMs !== undefined && (
              <>
                <dt>Of this device’s best</dt>
                <dd>
                  {stepsPerSecond > 0 ? `${formatFixed((backend.stepLimitMs * stepsPerSecond) / 10, 0)} %: ` : ''}a step
                  could take {formatFixed(backend.stepLimitMs, 2)} ms (multiply-adds, memory and dispatches as measured
                  here)
                </dd>
              </>
            )}
            <dt>Network</dt>
            <dd>{formatCount(parameterCount)} trained parameters</dd>
          </dl>
          <p className={styles.note}>Everything runs on this computer; no image or result leaves it.</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
