/** The equation of one image, typeset with its own numbers. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useEffect, useRef } from 'react';
import type { RunConfig } from '../../engine/runConfig';
import { findLoss } from '../../losses';
import { ownLossTex } from '../../losses/lossTex';

interface OwnEquationProps {
  readonly config: RunConfig;
  /** Angle to the own class, radians. */
  readonly theta: number;
  /** The margin that is shown: the mean one. */
  readonly margin: number;
  /** The value of the equation. */
  readonly logit: number;
}

export default function OwnEquation({ config, theta, margin, logit }: OwnEquationProps) {
  const target = useRef<HTMLSpanElement>(null);
  const values = { ...config.lossParameters, theta, E: margin };
  const tex = `${ownLossTex(findLoss(config.loss), config.guard, values)} = ${logit.toFixed(2)}`;
  useEffect(() => {
    if (target.current) katex.render(tex, target.current, { output: 'htmlAndMathml', throwOnError: false });
  }, [tex]);
  return <span ref={target} />;
}
