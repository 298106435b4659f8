/** The numbers of a chart as a table, with what they mean. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatCount, formatFixed } from '../format';
import styles from './charts.module.css';
import { type ChartTable, thinRows } from './chartTable';

interface TableDialogProps {
  readonly title: string;
  readonly explanation: string;
  readonly table: ChartTable;
  readonly onClose: () => void;
}

export function TableDialog({ title, explanation, table, onClose }: TableDialogProps) {
  const { rows, every } = thinRows(table.rows);
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.dialogTitle ?? ''}>
            {title}
          </Heading>
          <p>{explanation}</p>
          {every > 1 && (
            <p className={styles.unit}>
              Every {formatCount(every)}th of {formatCount(table.rows.length)} rows; “Copy as CSV” takes all of them.
            </p>
          )}
          {/* A scrolling region must be reachable by keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className={styles.tableScroll} role="region" aria-label={`${title}, numbers`} tabIndex={0}>
            <table className={styles.table}>
              <thead>
                <tr>
                  {table.columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row[0]}>
                    {row.map((value, i) => (
                      <td key={table.columns[i]}>
                        {i === 0 && Number.isInteger(value) ? formatCount(value) : formatFixed(value, 3)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Button className={styles.close ?? ''} onPress={onClose}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
