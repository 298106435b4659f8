/** What is trained: the loss and its live settings first, then everything that a restart applies. */
import { Button } from 'react-aria-components';
import { baseFields, type Field, lossFields, readLossField, type RunConfig } from '../../engine/runConfig';
import { LossCard } from '../explain/LossCard';
import type { RunStore } from '../runStore';
import { presetAddress } from '../address';
import { ChoiceSetting } from './ChoiceSetting';
import styles from './controls.module.css';
import { NumberSetting } from './NumberSetting';
import { PresetPicker } from './PresetPicker';

interface ControlRailProps {
  readonly draft: RunConfig;
  readonly pending: readonly string[];
  readonly presetId: string | null;
  readonly store: RunStore;
}

/** Order of the settings that need a restart; momentum shows only where it acts. */
const RESTART_SETTINGS = [
  'dataset',
  'classes',
  'dim',
  'kernelSize',
  'width',
  'hiddenUnits',
  'activation',
  'batchSize',
  'optimizer',
  'momentum',
  'marginRampSteps',
  'seed',
  'backend',
] as const;

export function ControlRail({ draft, pending, presetId, store }: ControlRailProps) {
  const ofLoss = lossFields(draft.loss);
  const setting = (field: Field, value: string | number) => (
    <Setting key={field.key} field={field} value={value} onChange={(next) => store.change(field.key, next)} />
  );
  const restartSettings = RESTART_SETTINGS.filter((name) => name !== 'momentum' || draft.optimizer === 'sgd');
  return (
    <div className={styles.rail}>
      <PresetPicker presetId={presetId} onChoose={(id) => store.open(presetAddress(id))} />
      <section className={styles.group} aria-labelledby="group-loss">
        <h2 id="group-loss" className={styles.groupTitle}>
          Loss
        </h2>
        {setting(baseFields.loss, draft.loss)}
        <LossCard config={draft} />
      </section>
      <section className={styles.group} aria-labelledby="group-live">
        <h2 id="group-live" className={styles.groupTitle}>
          Live <span className={styles.groupNote}>applies while it trains</span>
        </h2>
        {ofLoss.filter((f) => f.effect === 'live').map((f) => setting(f, readLossField(draft, f.key)))}
        {setting(baseFields.learningRate, draft.learningRate)}
      </section>
      <section className={styles.group} aria-labelledby="group-restart">
        <h2 id="group-restart" className={styles.groupTitle}>
          Needs a restart <span className={styles.groupNote}>data, network, optimiser</span>
        </h2>
        {pending.length > 0 && (
          <div className={styles.pending} role="group" aria-label="Waiting changes">
            <p>Changed: {pending.join(', ')}.</p>
            <Button className={styles.apply ?? ''} onPress={store.restartSameWeights}>
              Restart to apply {pending.length} {pending.length === 1 ? 'change' : 'changes'}
            </Button>
          </div>
        )}
        <div className={styles.pairs}>
          {ofLoss.filter((f) => f.effect === 'restart').map((f) => setting(f, readLossField(draft, f.key)))}
          {restartSettings.map((name) => setting(baseFields[name], draft[name]))}
          {setting(baseFields.stopAtStep, draft.stopAtStep)}
        </div>
      </section>
    </div>
  );
}

interface SettingProps {
  readonly field: Field;
  readonly value: string | number;
  readonly onChange: (value: string | number) => void;
}

function Setting({ field, value, onChange }: SettingProps) {
  return field.kind === 'choice' ? (
    <ChoiceSetting field={field} value={`${value}`} onChange={onChange} />
  ) : (
    <NumberSetting field={field} value={Number(value)} onChange={onChange} />
  );
}
