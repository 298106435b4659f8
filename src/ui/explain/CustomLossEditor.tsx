/** "Write your own": formulas with a live preview. Nothing is evaluated as code: the grammar is parsed, errors point at the character. */
import { lazy, Suspense, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { customLossProblem, parseRunConfig } from '../../engine/runConfig';
import { customLossId, findLoss, readCustomLossId } from '../../losses';
import { analyseLoss } from '../../losses/analyse';
import { CUSTOM_VARIABLES, type CustomFormulas } from '../../losses/customLoss';
import styles from './explain.module.css';
import { lossCurve } from './lossCurves';

const Formula = lazy(() => import('./Formula'));
const LossCurve = lazy(() => import('./LossCurve').then(({ LossCurve: component }) => ({ default: component })));

/** What the editor opens with: an angular margin and a little of an additive one. */
export const FIRST_CUSTOM_LOSS = customLossId({ target: 'cos(theta + m) - 0.1' });

interface CustomLossEditorProps {
  /** Of the loss in the settings, a typed one. */
  readonly lossId: string;
  readonly onApply: (lossId: string) => void;
}

export function CustomLossEditor({ lossId, onApply }: CustomLossEditorProps) {
  const [typed, setTyped] = useState<CustomFormulas>(readCustomLossId(lossId) ?? { target: '' });
  const id = customLossId(typed);
  const problem = customLossProblem(id);
  const apply = (): void => {
    if (!problem && id !== lossId) onApply(id);
  };
  const textOf = (field: 'target' | 'others'): string => (field === 'target' ? typed.target : (typed.others ?? ''));
  const input = (field: 'target' | 'others', label: string, placeholder: string) => (
    <TextField
      className={styles.formulaField ?? ''}
      value={textOf(field)}
      onChange={(text) => setTyped({ ...typed, [field]: text.replaceAll(';', '') })}
      onBlur={apply}
      isInvalid={problem?.field === field}
    >
      <Label>{label}</Label>
      <Input
        className={styles.formulaInput ?? ''}
        placeholder={placeholder}
        spellCheck={false}
        autoCapitalize="off"
        onKeyDown={(event) => event.key === 'Enter' && apply()}
      />
      {problem?.field === field && (
        <div role="alert" className={styles.formulaError}>
          <code aria-hidden="true">
            {textOf(field).slice(0, problem.position)}
            <mark>{textOf(field).slice(problem.position, problem.position + 1) || '␣'}</mark>
            {textOf(field).slice(problem.position + 1)}
          </code>
          {problem.message}
        </div>
      )}
    </TextField>
  );
  return (
    <div className={styles.editor}>
      {input('target', 'Target logit over s', 'cos(theta + m)')}
      {input('others', 'Other logits over s', 'cos(theta)')}
      <label className={styles.formulaField}>
        Margin E of a sample
        <select
          value={typed.draw ?? 'fixed'}
          onChange={(event) => {
            const draw = event.target.value === 'normal' ? 'normal' : 'fixed';
            const next = { ...typed, draw } as const;
            setTyped(next);
            const nextId = customLossId(next);
            if (!customLossProblem(nextId)) onApply(nextId);
          }}
        >
          <option value="fixed">the same for all</option>
          <option value="normal">drawn from N(m, σ²)</option>
        </select>
      </label>
      <details className={styles.vocabulary}>
        <summary>What a formula may use</summary>
        <ul>
          {Object.entries(CUSTOM_VARIABLES).map(([name, meaning]) => (
            <li key={name}>
              <code>{name}</code>: {meaning}
            </li>
          ))}
          <li>
            numbers, + − * / ^, comparisons, if(condition, a, b), pi, and cos, sin, acos, exp, log, sqrt, abs, min, max,
            clip …
          </li>
          <li>any other name becomes a slider</li>
        </ul>
      </details>
      {!problem && <Preview lossId={id} />}
      {id !== lossId && (
        <Button className={styles.numbers ?? ''} isDisabled={problem !== null} onPress={apply}>
          Use this formula
        </Button>
      )}
    </div>
  );
}

function Preview({ lossId }: { readonly lossId: string }) {
  const loss = findLoss(lossId);
  const { config } = parseRunConfig({ loss: lossId });
  const curve = lossCurve(config);
  const warnings = analyseLoss(loss);
  return (
    <div className={styles.preview}>
      {/* Focusable, because a wide formula scrolls. */}
      <div className={styles.formula} role="group" aria-label="Your formula" tabIndex={0}>
        <Suspense fallback={<span>{loss.target}</span>}>
          <Formula loss={loss} />
        </Suspense>
      </div>
      {warnings.map((warning) => (
        <p key={warning.message} role="status" className={styles.formulaWarning}>
          {warning.message}
        </p>
      ))}
      {curve && (
        <Suspense fallback={null}>
          <details className={styles.vocabulary}>
            <summary>Its curves over the angle</summary>
            <LossCurve
              title="Target logit"
              read={(point) => point.logit}
              own={curve}
              spread={[]}
              other={null}
              thetas={null}
              names={[]}
            />
            <LossCurve
              title="Pull on the angle, per radian"
              read={(point) => point.pull}
              own={curve}
              spread={[]}
              other={null}
              thetas={null}
              names={[]}
            />
          </details>
        </Suspense>
      )}
    </div>
  );
}
