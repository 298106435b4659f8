/** What may be chosen about the look of the stage: splits, size, opacity, the raw plane, looking from the front again. */
import {
  Button,
  Dialog,
  DialogTrigger,
  Label,
  Popover,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  Switch,
} from 'react-aria-components';
import { stageCamera } from './camera';
import styles from './stage.module.css';
import type { StageOptions } from './stageOptions';
import { stageState, useStageState } from './stageState';

export function StageTools({ isCircle }: { readonly isCircle: boolean }) {
  const { options } = useStageState();
  const onChange = (next: StageOptions): void => stageState.set({ options: next });
  const toggle = (name: 'showTrain' | 'showTest' | 'rawPlane', label: string) => (
    <Switch
      className={styles.switch ?? ''}
      isSelected={options[name]}
      onChange={(on) => onChange({ ...options, [name]: on })}
    >
      <span className={styles.switchTrack} aria-hidden="true" /> {label}
    </Switch>
  );
  return (
    <div className={styles.tools}>
      {!isCircle && (
        <Button className={styles.tool ?? ''} onPress={stageCamera.reset}>
          Front
        </Button>
      )}
      {isCircle && toggle('rawPlane', 'Raw plane')}
      <DialogTrigger>
        <Button className={styles.tool ?? ''}>
          View <span aria-hidden="true">▾</span>
        </Button>
        <Popover className={styles.popover ?? ''} placement="bottom end">
          <Dialog className={styles.dialog ?? ''} aria-label="View">
            {toggle('showTest', 'Test images')}
            {toggle('showTrain', 'Training images (fainter)')}
            <Amount
              label="Point size"
              value={options.pointSize}
              range={[2, 16, 1]}
              format={{ style: 'unit', unit: 'pixel', unitDisplay: 'short' }}
              onChange={(pointSize) => onChange({ ...options, pointSize })}
            />
            <Amount
              label="Opacity"
              value={options.opacity}
              range={[0.1, 1, 0.05]}
              format={{ style: 'percent' }}
              onChange={(opacity) => onChange({ ...options, opacity })}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number, number];
  readonly format: Intl.NumberFormatOptions;
  readonly onChange: (value: number) => void;
}

function Amount({ label, value, range: [min, max, step], format, onChange }: AmountProps) {
  return (
    <Slider
      className={styles.amount ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      formatOptions={format}
      onChange={(next) => onChange(next)}
    >
      <Label>{label}</Label>
      <SliderOutput className={styles.amountValue ?? ''} />
      <SliderTrack className={styles.amountTrack ?? ''}>
        <SliderThumb className={styles.amountThumb ?? ''} />
      </SliderTrack>
    </Slider>
  );
}
