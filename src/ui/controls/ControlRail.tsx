/** What is trained: the losses and their live settings first, then everything that a restart applies. */
import { lazy, memo, Suspense, useState } from 'react';
import { Button } from 'react-aria-components';
import {
  baseFields,
  type Field,
  fieldFor,
  formatRunConfig,
  lossFields,
  parseRunConfig,
  readLossField,
  type RunConfig,
} from '../../engine/runConfig';
import { losses, readCustomLossId } from '../../losses';
import type { Lab, LabSnapshot, Lane } from '../compare/lab';
import { MAX_LANES } from '../compare/lab';
import { LANE_COLORS } from '../compare/laneColors';
import { CustomLossEditor, FIRST_CUSTOM_LOSS } from '../explain/CustomLossEditor';
import { LossCard } from '../explain/LossCard';
import { isLocked, type Lock, pageLock, settingsOf, usePageLock } from '../lock';
import { openPreset } from '../openAddress';
import type { RunSnapshot } from '../runStore';
import { ChoiceSetting } from './ChoiceSetting';
import styles from './controls.module.css';
import { NumberSetting } from './NumberSetting';
import { PresetPicker } from './PresetPicker';

const ImportDialog = lazy(() => import('../importing/ImportDialog'));

/** In the picker; a typed loss has its formulas for an id. */
const OWN_LOSS = 'own';

/** Order of the settings that need a restart; momentum shows only where it acts. */
const RESTART_SETTINGS = [
  'dataset',
  'classes',
  'heldOut',
  'imagesEach',
  'intraInequality',
  'interInequality',
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

interface ControlRailProps {
  readonly lab: Lab;
  readonly snapshot: LabSnapshot;
}

/** Progress comes 15 times a second and changes nothing here: only what the controls show makes them render. */
const showsTheSame = ({ snapshot: a }: ControlRailProps, { snapshot: b }: ControlRailProps): boolean =>
  a.lanes === b.lanes &&
  a.runs.every((run, i) => {
    const other = b.runs[i];
    return run.draft === other?.draft && run.pending === other.pending && run.presetId === other.presetId;
  });

export const ControlRail = memo(function ControlRail({ lab, snapshot }: ControlRailProps) {
  const { lanes, runs } = snapshot;
  const lock = usePageLock();
  const [first] = runs;
  if (!first) return null;
  const comparing = lanes.length > 1;
  return (
    <div className={styles.rail}>
      {lock && <LockNote lock={lock} configs={runs.map((run) => run.draft)} />}
      <PresetPicker presetId={first.presetId} isDisabled={lock !== null} onChoose={(id) => openPreset(lab, id)} />
      {lanes.map((lane, i) => {
        const run = runs[i];
        return (
          run && (
            <LossSettings
              key={lane.id}
              lane={lane}
              run={run}
              lock={lock}
              {...(comparing ? { number: i + 1, onRemove: () => lab.remove(lane.id) } : {})}
            />
          )
        );
      })}
      {!lock && lanes.length < MAX_LANES && <AddRun onAdd={lab.add} />}
      <SharedSettings draft={first.draft} pending={first.pending} lock={lock} actions={lab.all} />
      {!lock && <OwnImages lab={lab} draft={first.draft} />}
    </div>
  );
}, showsTheSame);

/** What the link left to change, and the way out: a lock guides, it does not guard. */
function LockNote({ lock, configs }: { readonly lock: Lock; readonly configs: readonly RunConfig[] }) {
  const free = settingsOf(configs).flatMap(({ key, label }) => (lock.free.includes(key) ? [label] : []));
  return (
    <div className={styles.lock} role="group" aria-label="Lock">
      <p>The link locks the settings{free.length > 0 && <> but {free.join(', ')}</>}.</p>
      <Button className={styles.apply ?? ''} onPress={() => pageLock.set(null)}>
        Unlock
      </Button>
    </div>
  );
}

interface LossSettingsProps {
  readonly lane: Lane;
  readonly run: RunSnapshot;
  readonly lock: Lock | null;
  /** From 1; absent: it is the only run. */
  readonly number?: number;
  readonly onRemove?: () => void;
}

function LossSettings({ lane, run, lock, number, onRemove }: LossSettingsProps) {
  const { draft } = run;
  const ofLoss = lossFields(draft.loss);
  const id = `group-loss-${lane.id}`;
  const setting = (field: Field) => (
    <Setting
      key={field.key}
      field={field}
      value={readLossField(draft, field.key)}
      isDisabled={isLocked(lock, field.key)}
      onChange={(next) => lane.store.change(field.key, next)}
    />
  );
  const isOwnLoss = readCustomLossId(draft.loss) !== null;
  const isTyped = isOwnLoss && !isLocked(lock, baseFields.loss.key);
  const restart = ofLoss.filter((field) => field.effect === 'restart');
  return (
    <section className={styles.group} aria-labelledby={id}>
      <div className={styles.groupHead}>
        <h2 id={id} className={styles.groupTitle}>
          {number === undefined ? (
            'Loss'
          ) : (
            <>
              <span className={styles.laneChip} style={{ background: `var(${LANE_COLORS[number - 1] ?? ''})` }} /> Run{' '}
              {number}
            </>
          )}
        </h2>
        {onRemove && !lock && (
          <Button className={styles.remove ?? ''} aria-label={`Remove run ${number ?? ''}`} onPress={onRemove}>
            ✕
          </Button>
        )}
      </div>
      <Setting
        field={{
          ...baseFields.loss,
          ...(number === undefined ? {} : { label: `Loss of run ${number}` }),
          choices: [...baseFields.loss.choices, { value: OWN_LOSS, label: 'Write your own …' }],
        }}
        value={isOwnLoss ? OWN_LOSS : draft.loss}
        isDisabled={isLocked(lock, baseFields.loss.key)}
        onChange={(next) => lane.store.change(baseFields.loss.key, next === OWN_LOSS ? FIRST_CUSTOM_LOSS : next)}
      />
      {isTyped && <CustomLossEditor lossId={draft.loss} onApply={(id) => lane.store.change(baseFields.loss.key, id)} />}
      {number === undefined && !isTyped && <LossCard config={draft} store={lane.store} />}
      <p className={styles.groupNote}>Live: applies while it trains</p>
      {ofLoss.filter((field) => field.effect === 'live').map(setting)}
      {restart.length > 0 && <div className={styles.pairs}>{restart.map(setting)}</div>}
    </section>
  );
}

function AddRun({ onAdd }: { readonly onAdd: (lossId: string) => void }) {
  const choices = [
    { value: '', label: 'Compare with …' },
    ...losses.map(({ id, label }) => ({ value: id, label })),
    { value: FIRST_CUSTOM_LOSS, label: 'Your own formula …' },
  ];
  return (
    <ChoiceSetting
      field={{
        ...baseFields.loss,
        label: 'Another loss beside it',
        help: 'Trains it on the same batches from the same weights; all runs start anew.',
        choices,
      }}
      value=""
      onChange={(lossId) => lossId !== '' && onAdd(lossId)}
    />
  );
}

function OwnImages({ lab, draft }: { readonly lab: Lab; readonly draft: RunConfig }) {
  const [open, setOpen] = useState(false);
  const train = (classes: number, heldOut: number): void => {
    setOpen(false);
    const values = { ...formatRunConfig(draft), dataset: 'own', classes: `${classes}`, heldout: `${heldOut}` };
    lab.open({ ...parseRunConfig(values), presetId: null, others: [] });
  };
  return (
    <>
      <Button className={styles.ownImages ?? ''} onPress={() => setOpen(true)}>
        Own images …
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ImportDialog isOpen onClose={() => setOpen(false)} onTrain={train} />
        </Suspense>
      )}
    </>
  );
}

interface SharedSettingsProps {
  readonly draft: RunConfig;
  readonly pending: readonly string[];
  readonly lock: Lock | null;
  readonly actions: Lab['all'];
}

function SharedSettings({ draft, pending, lock, actions }: SharedSettingsProps) {
  const setting = (field: Field, value: string | number) => (
    <Setting
      key={field.key}
      field={field}
      value={value}
      isDisabled={isLocked(lock, field.key)}
      onChange={(next) => actions.change(field.key, next)}
    />
  );
  const restartSettings = RESTART_SETTINGS.filter((name) => name !== 'momentum' || draft.optimizer === 'sgd');
  return (
    <>
      <section className={styles.group} aria-label="Live">
        {setting(baseFields.learningRate, draft.learningRate)}
      </section>
      <section className={styles.group} aria-labelledby="group-restart">
        <h2 id="group-restart" className={styles.groupTitle}>
          Needs a restart <span className={styles.groupNote}>data, network, optimiser</span>
        </h2>
        {pending.length > 0 && (
          <div className={styles.pending} role="group" aria-label="Waiting changes">
            <p>Changed: {pending.join(', ')}.</p>
            <Button className={styles.apply ?? ''} onPress={actions.restartSameWeights}>
              Restart to apply {pending.length} {pending.length === 1 ? 'change' : 'changes'}
            </Button>
          </div>
        )}
        <div className={styles.pairs}>
          {restartSettings.map((name) => {
            const field = fieldFor(name, draft);
            return field && setting(field, draft[name]);
          })}
          {setting(baseFields.stopAtStep, draft.stopAtStep)}
        </div>
      </section>
    </>
  );
}

interface SettingProps {
  readonly field: Field;
  readonly value: string | number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: string | number) => void;
}

function Setting({ field, value, isDisabled = false, onChange }: SettingProps) {
  return field.kind === 'choice' ? (
    <ChoiceSetting field={field} value={`${value}`} isDisabled={isDisabled} onChange={onChange} />
  ) : (
    <NumberSetting field={field} value={Number(value)} isDisabled={isDisabled} onChange={onChange} />
  );
}
