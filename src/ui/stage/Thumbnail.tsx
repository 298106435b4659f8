/** One image of a data set, pixel by pixel. */
import { useEffect, useRef } from 'react';
import type { StagePoints } from '../../engine/protocol';

interface ThumbnailProps {
  readonly points: StagePoints;
  readonly index: number;
  /** For screen readers. */
  readonly label: string;
  readonly className: string | undefined;
}

export function Thumbnail({ points, index, label, className }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { imageWidth, imageHeight, imageChannels, images } = points;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const size = imageWidth * imageHeight;
    const pixels = new ImageData(imageWidth, imageHeight);
    for (let p = 0; p < size; p++) {
      const from = (index * size + p) * imageChannels;
      for (let k = 0; k < 3; k++) pixels.data[4 * p + k] = images[from + (imageChannels === 3 ? k : 0)] ?? 0;
      pixels.data[4 * p + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
  }, [index, images, imageWidth, imageHeight, imageChannels]);
  return (
    <canvas ref={canvas} className={className} width={imageWidth} height={imageHeight} role="img" aria-label={label} />
  );
}
