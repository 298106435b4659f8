/** The list of keys. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { presets } from '../../engine/presets';
import { shortcutList } from '../shortcuts';
import type { DialogProps } from './AboutDialog';
import styles from './lessons.module.css';

export default function KeysDialog({ isOpen, onClose }: DialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            Keys
          </Heading>
          <dl className={styles.keys}>
            {shortcutList.map(({ keys, what }) => (
              <div key={keys} className={styles.keyRow}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <ol className={styles.presetList}>
            {presets.map((preset) => (
              <li key={preset.id}>{preset.label}</li>
            ))}
          </ol>
          <Button className={styles.close ?? ''} onPress={onClose}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
