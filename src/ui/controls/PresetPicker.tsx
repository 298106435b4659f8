/** Where to start from: the presets in plain words, and what to look for in the chosen one. */
import type { ChoiceField } from '../../engine/runConfig';
import { figurePresets } from '../../engine/figurePresets';
import { findPreset, presets } from '../../engine/presets';
import { ChoiceSetting } from './ChoiceSetting';
import styles from './controls.module.css';

const OWN = 'own';

const field: ChoiceField = {
  kind: 'choice',
  key: 'preset',
  label: 'Start from',
  help: 'A set of settings worth seeing; opening one starts a new run.',
  effect: 'restart',
  choices: presets.map(({ id, label }) => ({ value: id, label })),
  default: OWN,
};

const figures = {
  title: 'Figures from papers',
  choices: figurePresets.map(({ id, label }) => ({ value: id, label })),
};

interface PresetPickerProps {
  readonly presetId: string | null;
  readonly isDisabled: boolean;
  readonly onChoose: (id: string) => void;
}

export function PresetPicker({ presetId, isDisabled, onChoose }: PresetPickerProps) {
  const preset = presetId === null ? undefined : findPreset(presetId);
  const choices = preset ? field.choices : [{ value: OWN, label: 'Your own settings' }, ...field.choices];
  return (
    <div>
      <ChoiceSetting
        field={{ ...field, choices }}
        more={figures}
        isDisabled={isDisabled}
        value={preset?.id ?? OWN}
        onChange={(id) => id !== OWN && onChoose(id)}
      />
      <p className={styles.lookFor}>{preset?.lookFor ?? 'Choose a preset to see something worth knowing.'}</p>
    </div>
  );
}
