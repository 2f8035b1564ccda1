/** Shows whether the packaged profiles have the hashes that are pinned; with `--update` pins those not yet released anew. */
import { hashesNow, pinsAnew, readPins, writePins } from './profile-pins.ts';

const { pins, broken } = pinsAnew(readPins(), hashesNow());
for (const sentence of broken) console.error(sentence);
if (broken.length > 0) process.exitCode = 1;
else if (process.argv.includes('--update')) writePins(pins);
for (const [name, { released, hash }] of Object.entries(pins))
  console.log(`${name}  ${hash}${released ? '  released' : ''}`);
