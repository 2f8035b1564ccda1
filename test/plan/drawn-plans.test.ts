/** What seeds draw, pinned: a seed that is printed must give its plan to whoever has the same version. */
import { expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../src/input/canonical.ts';
import { generatePlan } from '../../src/plan/generate.ts';

it.each(['ties', 'faults', 'sessions', 'large frames'])(
  'draws the same plans of seed %s as before',
  (seed) => {
    const drawn = Array.from({ length: 25 }, (_none, k) =>
      sha256(canonicalJson(generatePlan(`${seed}/${k}`))),
    );
    expect(drawn.map((hash) => hash.slice(0, 12))).toMatchSnapshot();
  },
);
