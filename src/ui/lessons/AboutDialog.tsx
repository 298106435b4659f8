/** "What am I looking at?": the stage explained in five sentences, with the picture. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './lessons.module.css';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export default function AboutDialog({ isOpen, onClose }: DialogProps) {
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
            What am I looking at?
          </Heading>
          <div className={styles.about}>
            <Picture />
            <ol className={styles.sentences}>
              <li>Each point is one image; a small neural network has turned it into a direction, its embedding.</li>
              <li>Each arrow is the direction that the network has learned for one class.</li>
              <li>
                The angle θ between a point and the arrow of its class is what counts: the smaller, the surer the
                network is.
              </li>
              <li>
                While it trains, the loss adds a margin m to that angle (or takes one off its cosine), so a point must
                come closer than it needs to: classes become tight and far apart.
              </li>
              <li>
                ArcFace and CosFace use the same margin for every image; ElasticFace draws each margin anew from a
                normal distribution with mean m and standard deviation σ, so that the push can give and take.
              </li>
            </ol>
          </div>
          <Button className={styles.close ?? ''} onPress={onClose}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** One class on the circle: its arrow, a point, the angle between them, and the margin as a band. */
function Picture() {
  return (
    <svg
      viewBox="0 0 220 220"
      className={styles.picture}
      role="img"
      aria-label="A circle with the arrow of a class, a point at the angle theta from it, and the margin as a band beside the class border"
    >
      <circle cx="110" cy="110" r="90" className={styles.circle} />
      <path d="M110 110 L196.1 83.7 A90 90 0 0 0 173.6 46.4 Z" className={styles.band} />
      <line x1="110" y1="110" x2="173.6" y2="46.4" className={styles.border} />
      <line x1="110" y1="110" x2="200" y2="110" className={styles.arrow} />
      <path d="M192 104 L204 110 L192 116 Z" className={styles.arrowHead} />
      <path d="M150 110 A40 40 0 0 0 147.7 96.8" className={styles.angle} />
      <circle cx="194.9" cy="79.4" r="5" className={styles.point} />
      <line x1="110" y1="110" x2="194.9" y2="79.4" className={styles.ray} />
      <text x="156" y="107" className={styles.label}>
        θ
      </text>
      <text x="146" y="72" className={styles.label}>
        m
      </text>
      <text x="160" y="130" className={styles.label}>
        class
      </text>
    </svg>
  );
}
