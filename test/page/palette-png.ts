/**
 * A screenshot with a palette of 256 colours: a third of the size, and text looks the same. The browser decodes the
 * screenshot and counts its colours; each beyond the most frequent becomes the nearest of those.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

const COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Indexed {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour. */
  readonly palette: readonly number[];
  /** One for each pixel. */
  readonly indexes: string;
}

export async function palettePng(page: Page, screenshot: Buffer): Promise<Buffer> {
  const { width, height, palette, indexes } = await page.evaluate<Indexed>(
    `(${INDEXED})(${JSON.stringify(screenshot.toString('base64'))}, ${COLOURS})`,
  );
  const pixels = Buffer.from(indexes, 'base64');
  // each line begins with its filter, none
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) pixels.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // eight bits, with a palette
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Runs in the page. */
const INDEXED = `async (png, colours) => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  const all = new Map();
  const of = (k) => data[k] * 65536 + data[k + 1] * 256 + data[k + 2];
  for (let k = 0; k < data.length; k += 4) all.set(of(k), (all.get(of(k)) ?? 0) + 1);
  const parts = (one) => [one >> 16, (one >> 8) & 255, one & 255];
  const palette = [...all].sort(([a, x], [b, y]) => y - x || a - b).slice(0, colours).map(([one]) => parts(one));
  const nearest = new Map();
  for (const one of all.keys()) {
    const [r, g, b] = parts(one);
    const far = palette.map(([R, G, B]) => (r - R) ** 2 + (g - G) ** 2 + (b - B) ** 2);
    nearest.set(one, far.indexOf(Math.min(...far)));
  }
  let indexes = '';
  for (let k = 0; k < data.length; k += 4) indexes += String.fromCharCode(nearest.get(of(k)));
  return { width, height, palette: palette.flat(), indexes: btoa(indexes) };
}`;
