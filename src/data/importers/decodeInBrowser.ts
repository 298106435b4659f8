/** Decodes PNG, JPEG, WebP and AVIF with the browser's own decoders. The one file of the importers that needs a browser. */
import type { PictureType } from './imageSize';
import type { Raster } from './raster';

/** Throws what the browser throws on a damaged picture. Works in a worker. */
export async function decodeInBrowser(bytes: Uint8Array, type: PictureType): Promise<Raster> {
  // Photographs stand upright as the camera noted; colours stay the numbers in the file, on every screen.
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type }), {
    imageOrientation: 'from-image',
    premultiplyAlpha: 'premultiply',
    colorSpaceConversion: 'none',
  });
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2d canvas');
    // Transparent parts are paper, not holes.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, width, height).data;
    const pixels = new Uint8Array(width * height * 3);
    for (let i = 0, p = 0; i < rgba.length; i += 4) {
      pixels[p++] = rgba[i]!;
      pixels[p++] = rgba[i + 1]!;
      pixels[p++] = rgba[i + 2]!;
    }
    return { width, height, channels: 3, pixels };
  } finally {
    bitmap.close();
  }
}
