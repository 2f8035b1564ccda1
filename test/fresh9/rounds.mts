// node --import tsx rounds.mts STATE.json FROM TO MODE UNTIL [NAME...]   (in this folder, after build.sh)
// MODE: all = every plan; stop = until a plan convicts it; reach = every plan, until HITS (default 3) of them reached it, and no
// verdict is told; boot = one trivial plan, which it must pass. UNTIL: a time after which no plan is begun. NAME: none means all. SEED: plans are those of SEED/FROM to SEED/TO (default: fresh)
import { execute } from '../../src/campaign/execute.ts';
import { behindPort } from '../../src/campaign/behind-port.ts';
import { STANDARD_EXECUTOR as S } from '../../src/campaign/standard-executor.ts';
import * as DIALECTS from '../../src/dialect/reference.ts';
const { REFERENCE } = DIALECTS as any;
const READERS = Object.values(DIALECTS as any).find((d: any) => d?.name === 'reference@1+readers') as any;
import { existsSync, readFileSync, writeFileSync, renameSync } from 'node:fs';
const [, , stateFile, from, to, mode, until, ...asked] = process.argv as string[];
const names: string[] = asked.length > 0 ? asked : (await import('./mistakes.mjs')).MISTAKES.map((one: any) => one.name);
const SEED = process.env.SEED ?? 'fresh';
const HITS = Number(process.env.HITS ?? 3);
const F = ((globalThis as any).FRESH = { acted: 0, marks: new Set<string>(), hit() { this.acted++; } });
const state: any = existsSync(stateFile!) ? JSON.parse(readFileSync(stateFile!, 'utf8')) : {};
const save = () => { writeFileSync(stateFile + '.tmp', JSON.stringify(state)); renameSync(stateFile + '.tmp', stateFile!); };
const plans = new Map<number, any>();
const trivial = () => {
  const plan = S.generate('fresh/1') as any;
  const client = { ...plan.clients[0], follows: [], subscribes: false };
  return { ...plan, clients: [client], operations: [plan.operations.find((one: any) => one.do === 'send')], faults: [] };
};
const planOf = (k: number) => {
  if (mode === 'boot') return trivial(); if (!plans.has(k)) plans.set(k, S.generate(`${SEED}/${k}`)); return plans.get(k); };
// in mode reach a throw of the gateway's is told, and so is a plan that does not reach a mistake and fails nevertheless
const heard = (s: any, f: any) => (...all: any[]) => { try { return f?.(...all); } catch (e) { s.threw ??= String((e as any)?.stack ?? e).slice(0, 400); throw e; } };
const watched = (gateway: any, s: any) => ({ ...gateway, boot: heard(s, (host: any) => gateway.boot({
  ...host,
  timers: { ...host.timers, set: (delay: any, f: any) => host.timers.set(delay, heard(s, f)) },
  disk: Object.fromEntries(Object.entries(host.disk).map(([name, f]: any) => [name, (...all: any[]) => f(...all.slice(0, -1), heard(s, all.at(-1)))])),
  provider: { call: (request: any, f: any) => host.provider.call(request, heard(s, f)) },
  listen: (f: any) => host.listen((socket: any) => { const h = heard(s, f)(socket); return { onMessage: heard(s, h.onMessage), onClose: heard(s, h.onClose) }; }),
  onStop: (f: any) => host.onStop(heard(s, f)),
})) });
const deadline = new Date(until!).getTime();
const cpu0 = process.cpuUsage().user; let n = 0;
outer: for (const name of names) {
  const s = (state[name] ??= { done: 0, reached: [], convictions: [], silent: [], missedReached: 0 });
  if (mode === 'stop' && s.convictions.length) continue;
  if (mode === 'reach' && s.reached.length >= HITS) continue;
  let gateway: any;
  try { gateway = (await import(`${process.env.BUILD ?? "./build"}/${name}.mjs`)).gateway; } catch (e) { console.log(name, 'LOAD', String(e).slice(0, 300)); continue; }
  for (let k = Math.max(+from!, s.done + 1); k <= +to!; k++) {
    if (Date.now() > deadline) break outer;
    F.acted = 0; F.marks.clear();
    let o: any;
    try { o = await execute({ plan: planOf(k), gateway: behindPort(mode === 'reach' || mode === 'boot' ? watched(gateway, s) : gateway), dialect: gateway.awaits ? READERS : REFERENCE, profile: S.profile }); }
    catch (e) { console.log(name, k, 'THREW', String((e as any)?.stack ?? e).slice(0, 500)); break; }
    n++; s.done = k;
    if (F.acted) s.reached.push(k);
    if (mode === 'boot') {
      const bad = o.verdicts.some((v: any) => v.verdict === 'violation');
      console.log(name, bad ? 'FAILS' : 'passes', 'the trivial plan', F.acted ? '(reached)' : '', s.threw ? 'THREW ' + s.threw : '');
      break;
    }
    if (mode === 'reach') {
      const fails = o.verdicts.some((v: any) => v.verdict === 'violation');
      if (!F.acted) (fails ? (s.unreachedBad ??= []) : (s.unreachedGood ??= [])).push(k);
      if (s.reached.length >= HITS) break;
      continue;
    }
    const bad = o.verdicts.filter((v: any) => v.verdict === 'violation');
    if (bad.length) s.convictions.push({ plan: k, acted: F.acted, by: bad.map((v: any) => [v.property, v.violations[0]?.cause, v.violations[0]?.sentence?.slice(0, 200)]) });
    if (mode === 'stop' && bad.length) break;
  }
  save();
  if (mode === 'boot') continue;
  if (mode === 'reach') {
    console.log(`${new Date().toISOString().slice(11, 19)} ${name}: ${s.reached.length}/${s.done} reached (plans ${s.reached.join(', ')}); unreached and good ${s.unreachedGood?.length ?? 0}, unreached and failing ${s.unreachedBad ?? 'none'}${s.threw ? '; THREW ' + s.threw : ''}`);
    continue;
  }
  const c = s.convictions[0];
  console.log(`${new Date().toISOString().slice(11, 19)} ${name}: ${s.reached.length}/${s.done} reached, ${s.convictions.length} convicting, ${c ? `plan ${c.plan} acted ${c.acted}: ${c.by.map((b: any) => b[0] + ' (' + b[1] + ')').join('; ')}` : '-'}`);
}
save();
console.log(`${n} plans, ${((process.cpuUsage().user - cpu0) / 1000 / Math.max(n, 1)).toFixed(1)} ms cpu each`);
