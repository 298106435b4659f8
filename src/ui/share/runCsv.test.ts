import { expect, test } from 'vitest';
import { Series } from '../series';
import { runCsv } from './runCsv';

test('a row a step, measures where they were taken', () => {
  const series = (...pairs: [number, number][]): Series => {
    const made = new Series();
    for (const [step, value] of pairs) made.push(step, value);
    return made;
  };
  const none = series();
  const csv = runCsv({
    loss: series([0, 2.5], [1, 2]),
    testAccuracy: series([0, 0.5], [2, 0.75]),
    trainAccuracy: none,
    intra: none,
    inter: none,
    wEc: none,
    wInter: series([2, 30]),
  });
  expect(csv.split('\r\n')).toEqual([
    'step,loss,test_accuracy,train_accuracy,intra_deg,inter_deg,w_ec_deg,w_inter_deg',
    '0,2.5,0.5,,,,,',
    '1,2,,,,,,',
    '2,,0.75,,,,,30',
    '',
  ]);
});
