/** Where in a gateway's source something happened: the first frame of a stack that is neither Node's nor the harness's. */
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const HARNESS = fileURLToPath(new URL('..', import.meta.url));
/** What is in the catalogue is a gateway like any other. */
const CATALOGUE = fileURLToPath(new URL('../gateway/', import.meta.url));

/** Such as `gateways/mine.ts:12:7`, from the working directory where it lies inside; undefined: nowhere. */
export function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const match = /^\s+at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/.exec(line);
    if (match === null) continue;
    const [, written = '', row, column] = match;
    const file = written.startsWith('file://') ? pathOf(written) : written;
    if (file.startsWith(HARNESS) && !file.startsWith(CATALOGUE)) continue;
    const near = relative(process.cwd(), file);
    return `${near.startsWith('..') || isAbsolute(near) ? file : near}:${row}:${column}`;
  }
  return undefined;
}

/** A query tells two loadings of one module apart. */
function pathOf(url: string): string {
  return fileURLToPath(url.replace(/\?.*$/, ''));
}
