/** A number of the configuration: name, slider, exact field, unit, mark at the paper's value, reset. */
import { useRef } from 'react';
import { useFocusRing, useSlider, useSliderThumb, VisuallyHidden } from 'react-aria';
import { Button, Input, NumberField } from 'react-aria-components';
import { useSliderState } from 'react-stately';
import type { NumberField as NumberFieldSchema } from '../../engine/runConfig';
import { formatSetting } from '../format';
import styles from './controls.module.css';
import { fromPosition, toPosition } from './sliderScale';

interface NumberSettingProps {
  readonly field: NumberFieldSchema;
  readonly value: number;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
}

/** Arrow keys on the track move by this share of it where the track is logarithmic. */
const LOG_KEY_STEP = 0.02;

export function NumberSetting({ field, value, isDisabled, onChange }: NumberSettingProps) {
  const { label, help, min, max, step, unit, paperDefault, default: defaultValue } = field;
  const atDefault = value === defaultValue;
  return (
    <div className={styles.setting} data-disabled={isDisabled || undefined}>
      <div className={styles.settingHead}>
        <span className={styles.settingLabel} title={help}>
          {label}
          {field.effect === 'restart' && <RestartMark />}
        </span>
        <NumberField
          className={styles.numberField ?? ''}
          aria-label={unit ? `${label}, ${unit}` : label}
          value={value}
          isDisabled={isDisabled}
          minValue={min}
          maxValue={max}
          {...(field.integer ? { step: 1 } : {})}
          formatOptions={{ maximumSignificantDigits: 6, useGrouping: false }}
          onChange={(next) => Number.isFinite(next) && onChange(next)}
        >
          <Input className={styles.numberInput ?? ''} />
        </NumberField>
        <span className={styles.unit}>{unit}</span>
        <Button
          className={styles.reset ?? ''}
          isDisabled={atDefault || isDisabled}
          aria-label={`Reset ${label} to ${formatSetting(defaultValue)}`}
          onPress={() => onChange(defaultValue)}
        >
          ↺
        </Button>
      </div>
      <Track
        field={field}
        value={value}
        isDisabled={isDisabled}
        onChange={onChange}
        step={field.logarithmic ? LOG_KEY_STEP : step / (max - min)}
      />
      {paperDefault !== undefined && <span className={styles.paperNote}>paper: {formatSetting(paperDefault)}</span>}
    </div>
  );
}

function RestartMark() {
  return (
    <span className={styles.restartMark} title="Takes effect with the next restart">
      restart
    </span>
  );
}

function Track({ field, value, isDisabled, onChange, step }: NumberSettingProps & { readonly step: number }) {
  const trackRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const position = toPosition(value, field);
  const props = {
    'aria-label': `${field.label}, slider`,
    value: [position],
    isDisabled,
    minValue: 0,
    maxValue: 1,
    step: field.logarithmic ? step / 10 : step,
    onChange: ([next]: number[]) => {
      if (next !== undefined) onChange(fromPosition(next, field));
    },
  };
  // The track runs from 0 to 1; what is read aloud is the setting at that place.
  const numberFormatter = {
    format: (at: number) => `${formatSetting(fromPosition(at, field))} ${field.unit}`.trim(),
  } as Intl.NumberFormat;
  const state = useSliderState({ ...props, numberFormatter });
  const { groupProps, trackProps } = useSlider(props, state, trackRef);
  const { thumbProps, inputProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { focusProps, isFocusVisible } = useFocusRing();
  return (
    <div {...groupProps} className={styles.slider}>
      <div {...trackProps} ref={trackRef} className={styles.track}>
        <div className={styles.trackFill} style={{ width: `${100 * position}%` }} />
        {field.paperDefault !== undefined && (
          <div
            className={styles.paperMark}
            style={{ left: `${100 * toPosition(field.paperDefault, field)}%` }}
            title={`In the paper: ${formatSetting(field.paperDefault)}`}
          />
        )}
        <div {...thumbProps} className={`${styles.thumb} ${isFocusVisible ? styles.thumbFocused : ''}`}>
          <VisuallyHidden>
            <input ref={inputRef} {...inputProps} onFocus={focusProps.onFocus} onBlur={focusProps.onBlur} />
          </VisuallyHidden>
        </div>
      </div>
    </div>
  );
}
