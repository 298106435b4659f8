/**
 * What every chart has around its drawing: a title in words with its unit, one sentence for screen readers, and a menu with the
 * numbers as a table, as CSV and as a picture. It knows nothing of what is drawn.
 */
import { memo, type ReactNode, useCallback, useContext, useEffect, useId, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { formatCount } from '../format';
import styles from './charts.module.css';
import { type ChartTable, formatCsv } from './chartTable';
import { FigureCaption } from './figureCaption';
import { type ChartFormat, saveChart } from './saveChart';
import { TableDialog } from './TableDialog';

export interface LegendColor {
  readonly name: string;
  /** Name of a colour of the page: `--series-1`. */
  readonly color: string;
}

interface ChartFrameProps {
  readonly title: string;
  /** Written after the title; empty where there is none. */
  readonly unit: string;
  /** What is drawn and what it says, in one sentence. */
  readonly summary: string;
  /** What the quantities mean, above the table. */
  readonly explanation: string;
  /** Called when someone asks for the numbers, not at every redraw. */
  readonly readTable: () => ChartTable;
  /** File name of the picture, without ending. */
  readonly fileName: string;
  /** For the picture. */
  readonly legend: readonly LegendColor[];
  /** Nothing to tabulate or save yet. */
  readonly isEmpty: boolean;
  readonly controls?: ReactNode;
  /** Right of the title: the step that the readout shows. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A message of the menu stays this long. */
const MESSAGE_MS = 4000;

export function ChartFrame(props: ChartFrameProps) {
  const { title, unit, summary, explanation, readTable, fileName, legend, isEmpty, controls, aside, children } = props;
  const titleId = useId();
  const summaryId = useId();
  const body = useRef<HTMLDivElement>(null);
  const [table, setTable] = useState<ChartTable | null>(null);
  const [message, setMessage] = useState('');

  useEffect(() => {
    if (message === '') return undefined;
    const timer = setTimeout(() => setMessage(''), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);

  const copyCsv = async (): Promise<void> => {
    const all = readTable();
    try {
      await navigator.clipboard.writeText(formatCsv(all));
      setMessage(`${formatCount(all.rows.length)} rows copied`);
    } catch {
      // Refused without a permission or outside a secure context.
      setMessage('The browser refused the copy');
    }
  };
  const readCaption = useContext(FigureCaption);
  const savePicture = async (format: ChartFormat): Promise<void> => {
    const drawing = body.current?.querySelector<SVGSVGElement | HTMLCanvasElement>(
      '[data-drawing] svg, canvas[data-drawing]',
    );
    if (!drawing) return;
    const page = getComputedStyle(document.documentElement);
    const entries = legend.map(({ name, color }) => ({ text: name, color: page.getPropertyValue(color).trim() }));
    try {
      const picture = { title: unit === '' ? title : `${title}, ${unit}`, legend: entries, caption: readCaption() };
      await saveChart(drawing, picture, fileName, format);
      setMessage('Picture saved');
    } catch {
      setMessage('The browser could not draw it');
    }
  };
  const act = (key: string | number): void => {
    if (key === 'table') setTable(readTable());
    else if (key === 'csv') void copyCsv();
    else if (key === 'svg') void savePicture({ kind: 'svg' });
    else void savePicture({ kind: 'png', ratio: key === 'png4' ? 4 : 2 });
  };
  const newestAct = useRef(act);
  useEffect(() => {
    newestAct.current = act;
  });
  const choose = useCallback((key: string | number) => newestAct.current(key), []);

  return (
    <figure className={styles.chart} aria-labelledby={titleId} aria-describedby={summaryId}>
      <div className={styles.head}>
        <h2 className={styles.title} id={titleId}>
          {title}
          {unit !== '' && <span className={styles.unit}>, {unit}</span>}
        </h2>
        <span className={styles.aside}>
          {/* Always there, so that screen readers hear it change. */}
          <span role="status">{message}</span>
          {message === '' && aside}
        </span>
        {controls}
        <ChartMenu title={title} isDisabled={isEmpty} onAction={choose} />
      </div>
      <div ref={body}>{children}</div>
      <p className={styles.hidden} id={summaryId}>
        {summary}
      </p>
      {table && <TableDialog title={title} explanation={explanation} table={table} onClose={() => setTable(null)} />}
    </figure>
  );
}

interface ChartMenuProps {
  readonly title: string;
  readonly isDisabled: boolean;
  /** The same function always. */
  readonly onAction: (key: string | number) => void;
}

/** The chart is drawn anew five times a second, its menu is not. */
const ChartMenu = memo(function ChartMenu({ title, isDisabled, onAction }: ChartMenuProps) {
  return (
    <MenuTrigger>
      <Button className={styles.menuButton ?? ''} aria-label={`${title}: table, copy, picture`} isDisabled={isDisabled}>
        <span aria-hidden="true">⋯</span>
      </Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Menu className={styles.menu ?? ''} onAction={onAction}>
          <MenuItem className={styles.menuItem ?? ''} id="table">
            Show as table
          </MenuItem>
          <MenuItem className={styles.menuItem ?? ''} id="csv">
            Copy as CSV
          </MenuItem>
          <MenuItem className={styles.menuItem ?? ''} id="png2">
            Save as PNG (2×)
          </MenuItem>
          <MenuItem className={styles.menuItem ?? ''} id="png4">
            Save as PNG (4×)
          </MenuItem>
          <MenuItem className={styles.menuItem ?? ''} id="svg">
            Save as SVG
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
});
