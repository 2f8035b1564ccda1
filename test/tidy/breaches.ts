/**
 * Every way out of the deterministic wing, as a piece of code that takes it. `remedy` is what the linter must say;
 * `compiler` marks those that do not even compile there (tsconfig.wing.json has neither their types nor their lib).
 */

export interface Breach {
  readonly code: string;
  readonly remedy: RegExp;
  readonly compiler?: true;
}

const CLOCK = /host\.clock/;
const TIMERS = /host\.timers/;
const CHANCE = /src\/kernel\/random\.ts/;
const CALLBACK = /callback/;
const PORTS = /src\/gateway\/port\.ts/;
const LAST_DIGIT = /last digit/;
const LOCALE = /No locale/;

export const BREACHES: readonly Breach[] = [
  { code: 'export const a = Date.now();', remedy: CLOCK },
  { code: 'export const a = new Date();', remedy: CLOCK },
  { code: 'export type A = Date;', remedy: CLOCK },
  { code: 'export const a = performance.now();', remedy: CLOCK, compiler: true },
  { code: 'export const a = process.hrtime();', remedy: /host\.settings/, compiler: true },
  { code: 'export const a = Math.random();', remedy: CHANCE },
  { code: 'export const { random } = Math;', remedy: CHANCE },
  { code: "export const a = Math['random']();", remedy: CHANCE },
  { code: 'export const a = crypto.randomUUID();', remedy: CHANCE, compiler: true },
  { code: 'setTimeout(() => {}, 1);', remedy: TIMERS, compiler: true },
  { code: 'globalThis.setTimeout(() => {}, 1);', remedy: TIMERS, compiler: true },
  { code: 'setInterval(() => {}, 1);', remedy: TIMERS, compiler: true },
  { code: 'setImmediate(() => {});', remedy: TIMERS, compiler: true },
  { code: 'queueMicrotask(() => {});', remedy: TIMERS, compiler: true },
  { code: 'process.nextTick(() => {});', remedy: /host\.settings/, compiler: true },
  { code: 'export const a = Promise.resolve(1);', remedy: CALLBACK, compiler: true },
  { code: 'export const a = new Promise(() => {});', remedy: CALLBACK, compiler: true },
  { code: 'export type A = Promise<number>;', remedy: CALLBACK },
  { code: "export const a = process.env['HOME'];", remedy: /host\.settings/, compiler: true },
  { code: "import { readFileSync } from 'node:fs';\nreadFileSync('a');", remedy: PORTS, compiler: true },
  { code: "export * from 'node:path/posix';", remedy: PORTS, compiler: true },
  { code: "export const a = import('node:fs');", remedy: PORTS, compiler: true },
  { code: "import { parse } from 'yaml';\nexport const a = parse;", remedy: /No packages/ },
  { code: "import { z } from 'zod';\nexport const a = z;", remedy: /No packages/ },
  { code: "import type { A } from 'fs';\nexport type B = A;", remedy: /No packages/, compiler: true },
  { code: "export const a = Buffer.from('a');", remedy: /measure\.ts/, compiler: true },
  { code: "export const a = new TextEncoder().encode('a');", remedy: /measure\.ts/, compiler: true },
  { code: "export const a = fetch('http://127.0.0.1');", remedy: /host\.listen/, compiler: true },
  { code: "console.log('a');", remedy: /host\.log/, compiler: true },
  { code: 'export const a = structuredClone({});', remedy: /spread/, compiler: true },
  { code: 'export const a = globalThis;', remedy: PORTS },
  { code: 'export const a = new WeakRef({});', remedy: /release it explicitly/, compiler: true },
  { code: 'export const a = new FinalizationRegistry(() => {});', remedy: /release it/, compiler: true },
  { code: 'export const a = new Intl.NumberFormat();', remedy: LOCALE },
  { code: "export const a = 'a'.localeCompare('b');", remedy: LOCALE },
  { code: 'export const a = (1).toLocaleString();', remedy: LOCALE },
  { code: "export const a = 'a'.toLocaleUpperCase();", remedy: LOCALE },
  { code: 'export const a = Math.log(2);', remedy: LAST_DIGIT },
  { code: 'export const a = Math.exp(2);', remedy: LAST_DIGIT },
  { code: 'export const a = Math.pow(2, 0.5);', remedy: LAST_DIGIT },
  { code: 'export const a = Math.sin(2);', remedy: LAST_DIGIT },
  { code: 'export const a = Math.hypot(2, 3);', remedy: LAST_DIGIT },
];
