/** The look of the stage as it travels in a link: `view.plane=raw&view.azimuth=35`, keys that no parameter of a formula can have. */
import { type Adjustment, type Field, type NumberField, readField } from '../../engine/runConfig';
import { type Camera, CAMERA_LIMITS } from './camera';
import { DEFAULT_OPTIONS, type StageOptions } from './stageOptions';

export interface StageLook {
  readonly options: StageOptions;
  /** Null: from the front, slowly turning. */
  readonly camera: Camera | null;
}

export const DEFAULT_LOOK: StageLook = { options: DEFAULT_OPTIONS, camera: null };

const PREFIX = 'view.';
const DEGREES = 180 / Math.PI;

const amount = (
  key: string,
  [min, max]: readonly [number, number],
  defaultValue: number,
  integer = false,
): NumberField => ({
  kind: 'number',
  key: PREFIX + key,
  label: key,
  help: '',
  effect: 'view',
  min,
  max,
  step: 0.01,
  integer,
  logarithmic: false,
  unit: '',
  default: defaultValue,
});
const choice = (key: string, values: readonly [string, ...string[]]): Field => ({
  kind: 'choice',
  key: PREFIX + key,
  label: key,
  help: '',
  effect: 'view',
  choices: values.map((value) => ({ value, label: value })),
  default: values[0],
});

const ALL_CLASSES = -1;
const fields = {
  plane: choice('plane', ['circle', 'raw']),
  points: choice('points', ['all', 'test', 'training', 'none']),
  /** Index of the only class that is coloured. */
  only: amount('class', [ALL_CLASSES, 199], ALL_CLASSES, true),
  size: amount('size', [2, 16], DEFAULT_OPTIONS.pointSize),
  opacity: amount('opacity', [0.1, 1], DEFAULT_OPTIONS.opacity),
  azimuth: amount('azimuth', [-180, 180], 0),
  elevation: amount('elevation', [-CAMERA_LIMITS.elevation * DEGREES, CAMERA_LIMITS.elevation * DEGREES], 0),
  zoom: amount('zoom', CAMERA_LIMITS.zoom, 1),
} as const satisfies Record<string, Field>;

/** Written out where a preset looks otherwise; the camera has no default of its own. */
export const DEFAULT_LOOK_VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  [fields.plane, fields.points, fields.only, fields.size, fields.opacity].map((field) => [
    field.key,
    `${field.default}`,
  ]),
);

const POINTS = { all: [true, true], test: [false, true], training: [true, false], none: [false, false] } as const;

export const isLookKey = (key: string): boolean => key.startsWith(PREFIX);

/** Never throws: what is unknown or out of range is named in `adjustments`. */
export function readLook(values: Readonly<Record<string, string>>): {
  readonly look: StageLook;
  readonly adjustments: readonly Adjustment[];
} {
  const adjustments: Adjustment[] = [];
  const read = (field: Field): string | number => readField(field, values[field.key], adjustments);
  const number = (field: Field): number => Number(read(field));
  const [showTrain, showTest] = POINTS[read(fields.points) as keyof typeof POINTS];
  const only = number(fields.only);
  const look: StageLook = {
    options: {
      showTrain,
      showTest,
      pointSize: number(fields.size),
      opacity: number(fields.opacity),
      isolated: only === ALL_CLASSES ? null : only,
      rawPlane: read(fields.plane) === 'raw',
    },
    camera: [fields.azimuth, fields.elevation, fields.zoom].some(({ key }) => values[key] !== undefined)
      ? {
          azimuth: number(fields.azimuth) / DEGREES,
          elevation: number(fields.elevation) / DEGREES,
          zoom: number(fields.zoom),
        }
      : null,
  };
  const known = new Set<string>(Object.values(fields).map((field) => field.key));
  for (const [key, given] of Object.entries(values)) {
    if (!known.has(key)) adjustments.push({ key, given, expected: `a setting of the view (${[...known].join(', ')})` });
  }
  return { look, adjustments };
}

/** Text values by key of what differs from the default. Angles to a tenth of a degree. */
export function formatLook({ options, camera }: StageLook): Record<string, string> {
  const values: Record<string, string> = {};
  const put = (field: Field, value: string | number): void => {
    if (value !== field.default) values[field.key] = `${value}`;
  };
  const points = (Object.keys(POINTS) as (keyof typeof POINTS)[]).find(
    (name) => POINTS[name][0] === options.showTrain && POINTS[name][1] === options.showTest,
  );
  put(fields.plane, options.rawPlane ? 'raw' : 'circle');
  put(fields.points, points ?? 'all');
  put(fields.only, options.isolated ?? ALL_CLASSES);
  put(fields.size, options.pointSize);
  put(fields.opacity, round(options.opacity, 2));
  if (camera) {
    values[fields.azimuth.key] = `${round(wrap(camera.azimuth * DEGREES), 1)}`;
    values[fields.elevation.key] = `${round(camera.elevation * DEGREES, 1)}`;
    put(fields.zoom, round(camera.zoom, 2));
  }
  return values;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
/** To -180..180. */
const wrap = (degrees: number): number => degrees - 360 * Math.round(degrees / 360);
