/**
 * The hashes of the packaged profiles, pinned. A profile that is released never changes: what is required later goes
 * into a new version. Until then `node --import tsx test/certify/profile-pins-command.ts --update` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { profileHash } from '../../src/certify/profile.ts';
import { packagedProfile, packagedProfileNames } from '../../src/cli/certificate-profiles.ts';

const pinsSchema = z.record(z.string(), z.strictObject({ released: z.boolean(), hash: z.string() }));

export type Pins = z.output<typeof pinsSchema>;

const FILE = new URL('./profile-pins.json', import.meta.url);

export function readPins(): Pins {
  return pinsSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export function writePins(pins: Pins): void {
  writeFileSync(FILE, `${JSON.stringify(pins, null, 2)}\n`);
}

export function hashesNow(): Readonly<Record<string, string>> {
  return Object.fromEntries(packagedProfileNames().map((name) => [name, profileHash(packagedProfile(name))]));
}

/** The pins as they would be now, and a sentence for each released profile that has changed or is gone. */
export function pinsAnew(
  pins: Pins,
  now: Readonly<Record<string, string>>,
): { pins: Pins; broken: string[] } {
  const broken = Object.entries(pins)
    .filter(([name, { released, hash }]) => released && now[name] !== hash)
    .map(([name]) => `${name} is released: give what has changed another version`);
  const kept = Object.entries(now).map(([name, hash]) => {
    const pin = pins[name];
    return [name, pin?.released === true ? pin : { released: false, hash }] as const;
  });
  return { pins: Object.fromEntries(kept), broken };
}
