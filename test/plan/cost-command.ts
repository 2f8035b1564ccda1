/**
 * `npm run bench:generator`: what it costs to draw plans, as a share of what it costs to execute and judge them on the
 * reference gateway. At most a tenth is wanted. Measures time, so nothing in the test suite calls it.
 */
import { execute } from '../../src/campaign/execute.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

const PLANS = 500;
/** Executed before anything is measured, so that both sides run compiled. */
const WARM_UP = 50;

const gateway = GATEWAYS.find(({ kind }) => kind === 'reference')?.gateway;
if (gateway === undefined) throw new Error('the catalogue has no reference gateway');

let drawing = 0;
let executing = 0;
for (let k = -WARM_UP; k < PLANS; k++) {
  const start = performance.now();
  const plan = generatePlan(`cost/${k}`);
  const drawn = performance.now();
  await execute({ plan, gateway, dialect: REFERENCE, profile: SIMULATED_PROFILE });
  if (k < 0) continue;
  drawing += drawn - start;
  executing += performance.now() - drawn;
}

const share = (100 * drawing) / executing;
console.log(
  `${PLANS} plans: drawn in ${drawing.toFixed(1)} ms, executed in ${executing.toFixed(1)} ms; the generator costs ${share.toFixed(2)} % of the run it feeds`,
);
