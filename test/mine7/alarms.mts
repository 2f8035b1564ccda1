// node --import tsx alarms.mts ROOT SEED PLANS : every correct gateway on PLANS plans
const root = process.argv[2]!, seed = process.argv[3]!, plans = Number(process.argv[4]);
const only = process.argv.slice(5);
const { GATEWAYS } = await import(`${root}/src/gateway/catalogue.ts`);
const { dialectFor } = await import(`${root}/src/dialect/catalogue.ts`);
const { execute } = await import(`${root}/src/campaign/execute.ts`);
const { generatePlan } = await import(`${root}/src/plan/generate.ts`);
const { SIMULATED_PROFILE } = await import(`${root}/src/properties/profile.ts`);
const cpu0 = process.cpuUsage().user; let n = 0, bad = 0;
const from = Number(process.env.FROM ?? 0);
const chosen = GATEWAYS.filter(({ name, kind }: any) => kind !== 'bad' && (only.length === 0 || only.includes(name)));
for (let k = from; k < plans; k++) {
  for (const { name, gateway, dialect } of chosen) {
    const { verdicts } = await execute({ plan: generatePlan(`${seed}-${name}/${k}`), gateway, dialect: dialectFor(dialect), profile: SIMULATED_PROFILE });
    n++;
    for (const v of verdicts) for (const x of v.violations) { bad++; console.log(name, `${seed}-${name}/${k}`, v.property, x.cause, '|', x.sentence); }
  }
  if (k % 20 === 19) console.log(`${new Date().toISOString().slice(11, 19)} ${k + 1} plans of each, ${bad} violations`);
}
console.log(`${n} plans, ${bad} violations, ${((process.cpuUsage().user - cpu0) / 1000 / n).toFixed(1)} ms cpu each`);
