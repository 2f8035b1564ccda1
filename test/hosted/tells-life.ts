/** Makes a folder and draws while it is loaded; once the program runs, tells what the life that it is in has of its own. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

const FOLDER = '/tmp/made-while-loading';
mkdirSync(FOLDER, { recursive: true });
const [loadedAt, drawn, loadedBy] = [Date.now(), randomUUID(), process.pid];

setTimeout(() => {
  const own = [process.pid, Date.now(), performance.now(), randomUUID(), Math.random()];
  const argv = [...process.argv.slice(1), ...process.execArgv].map((text) => basename(text));
  const shared = [loadedBy, loadedAt, drawn, readdirSync(FOLDER).length];
  console.log(`tells ${JSON.stringify({ own, shared, cwd: process.cwd(), argv })}`);
}, 1);
