// node --import tsx runner.mts SEED PLANS [names...]
import { REACHED, VARIANTS } from './all.ts';
import { dialectFor } from '../lawful/src/dialect/catalogue.ts';
import { judgePlan } from '../lawful/src/campaign/judge-plan.ts';
import { generatePlan } from '../lawful/src/plan/generate.ts';
const [seed = 'x', count = '10', ...names] = process.argv.slice(2);
const [from, to] = count.includes('..') ? count.split('..').map(Number) : [1, Number(count)];
const ordered = names.length > 0 ? names.map((n) => VARIANTS.find((v) => v.name === n)!) : VARIANTS;
for (const v of ordered) {
  if (names.length > 0 && !names.includes(v.name)) continue;
  const cpu = process.cpuUsage().user;
  let reachedPlans = 0, bad = 0, total = 0;
  const causes = new Map<string, string[]>();
  for (let k = from; k <= to; k++) {
    REACHED.delete(v.name);
    let out;
    try { out = await judgePlan(generatePlan(`${seed}/${k}`), v.gateway, { dialect: dialectFor(v.dialect)! }); }
    catch (e) { console.log('THROW', v.name, k, e); continue; }
    total++;
    if ((REACHED.get(v.name) ?? 0) > 0) reachedPlans++;
    let has = false;
    for (const d of out.verdicts) for (const x of d.violations) {
      has = true; const c = `${d.property} :: ${x.cause}`; const list = causes.get(c) ?? []; causes.set(c, list); list.push(`${k}: ${x.sentence}`);
    }
    if (has) bad++;
  }
  console.log(`${v.name} [${v.dialect}] plans ${total} reached ${reachedPlans} convicted ${bad} cpu ${((process.cpuUsage().user - cpu) / 1e6).toFixed(1)}s`);
  for (const [c, list] of causes) console.log(`   ${list.length}x ${c}\n      ${list.slice(0, 3).join('\n      ')}`);
}
