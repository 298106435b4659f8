/** The target logit of a loss, typeset. KaTeX writes HTML for the eye and MathML for screen readers. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useEffect, useMemo, useRef } from 'react';
import type { LossDefinition } from '../../losses/lossDefinition';
import { lossTex } from '../../losses/lossTex';

interface FormulaProps {
  readonly loss: LossDefinition;
  /** The formula under this guard; absent: the loss's own formula. */
  readonly guard?: string;
  /** Numbers in place of the symbols, by parameter. */
  readonly values?: Readonly<Record<string, number>>;
}

export default function Formula({ loss, guard, values }: FormulaProps) {
  const target = useRef<HTMLSpanElement>(null);
  const tex = useMemo(
    () => lossTex(loss, { ...(guard === undefined ? {} : { guard }), ...(values === undefined ? {} : { values }) }),
    [loss, guard, values],
  );
  useEffect(() => {
    // Into a ref: KaTeX builds nodes itself and sets styles through the DOM, which the content security policy allows.
    if (target.current) katex.render(tex, target.current, { output: 'htmlAndMathml', throwOnError: false });
  }, [tex]);
  return <span ref={target} />;
}
