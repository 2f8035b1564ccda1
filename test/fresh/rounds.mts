// node rounds.mts STATE.json FROM TO MODE name...   MODE: all = every plan; stop = only gateways not convicted yet
import { execute } from '../../src/campaign/execute.ts';
import { behindPort } from '../../src/campaign/behind-port.ts';
import { STANDARD_EXECUTOR as S } from '../../src/campaign/standard-executor.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { existsSync, readFileSync, writeFileSync, renameSync } from 'node:fs';
const [, , stateFile, from, to, mode, until, ...names] = process.argv as string[];
const F = ((globalThis as any).FRESH = { acted: 0, marks: new Set<string>(), hit() { this.acted++; } });
const state: any = existsSync(stateFile!) ? JSON.parse(readFileSync(stateFile!, 'utf8')) : {};
const save = () => { writeFileSync(stateFile + '.tmp', JSON.stringify(state)); renameSync(stateFile + '.tmp', stateFile!); };
const plans = new Map<number, any>();
const planOf = (k: number) => { if (!plans.has(k)) plans.set(k, S.generate(`fresh/${k}`)); return plans.get(k); };
const deadline = new Date(until!).getTime();
const cpu0 = process.cpuUsage().user; let n = 0;
outer: for (const name of names) {
  const s = (state[name] ??= { done: 0, reached: [], convictions: [], silent: [], missedReached: 0 });
  if (mode === 'stop' && s.convictions.length) continue;
  let gateway: any;
  try { gateway = (await import(`${process.env.BUILD ?? "./build"}/${name}.mjs`)).gateway; } catch (e) { console.log(name, 'LOAD', String(e).slice(0, 300)); continue; }
  for (let k = Math.max(+from!, s.done + 1); k <= +to!; k++) {
    if (Date.now() > deadline) break outer;
    F.acted = 0; F.marks.clear();
    let o: any;
    try { o = await execute({ plan: planOf(k), gateway: behindPort(gateway), dialect: REFERENCE, profile: S.profile }); }
    catch (e) { console.log(name, k, 'THREW', String((e as any)?.stack ?? e).slice(0, 500)); break; }
    n++; s.done = k;
    if (F.acted) s.reached.push(k);
    const bad = o.verdicts.filter((v: any) => v.verdict === 'violation');
    if (bad.length) s.convictions.push({ plan: k, acted: F.acted, by: bad.map((v: any) => [v.property, v.violations[0]?.cause, v.violations[0]?.sentence?.slice(0, 200)]) });
    if (mode === 'stop' && bad.length) break;
  }
  save();
  const c = s.convictions[0];
  console.log(`${new Date().toISOString().slice(11, 19)} ${name}: ${s.reached.length}/${s.done} reached, ${s.convictions.length} convicting, ${c ? `plan ${c.plan} acted ${c.acted}: ${c.by.map((b: any) => b[0] + ' (' + b[1] + ')').join('; ')}` : '-'}`);
}
save();
console.log(`${n} plans, ${((process.cpuUsage().user - cpu0) / 1000 / Math.max(n, 1)).toFixed(1)} ms cpu each`);
