/**
 * Plans as a fast-check arbitrary, for property tests of one's own gateway. Draws through fast-check's generator into
 * the same generator that campaigns use, so fast-check's seed and path name a plan as they name any other value; shrinks by
 * removing entries, then by making what is left plainer. Synchronous and pure, like the rest of the room.
 */
import fc from 'fast-check';
import { streamOf, type RandomStream } from '../kernel/random.ts';
import { entriesOf, without } from './edits.ts';
import { drawPlan, type PlanOptions } from './generate.ts';
import { planSchema, type Plan } from './plan.ts';
import { simplifications } from './simplifications.ts';

/**
 * Swarm plans: every plan has some features and lacks others. Options restrict what is drawn; a shrunk plan may lack
 * what `always` demands, since it is one that was drawn with pieces taken away. What is drawn is a valid plan.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { judgePlan, plans } from 'gateway-gauntlet';
 *
 * await fc.assert(
 *   fc.asyncProperty(plans({ without: ['daily-rule'], maxOperations: 12 }), async (plan) => {
 *     const { verdicts } = await judgePlan(plan, myGateway);
 *     expect(verdicts.filter((one) => one.verdict === 'violation')).toEqual([]);
 *   }),
 * );
 * ```
 */
export function plans(options: PlanOptions = {}): fc.Arbitrary<Plan> {
  return new PlanArbitrary(options);
}

/** Inherits because fast-check gives no other way to an arbitrary with a shrinker of its own. */
class PlanArbitrary extends fc.Arbitrary<Plan> {
  readonly #options: PlanOptions;

  constructor(options: PlanOptions) {
    super();
    this.#options = options;
  }

  override generate(random: fc.Random): fc.Value<Plan> {
    const stream = streamFrom(random);
    const plan = drawPlan(stream, '', this.#options);
    return new fc.Value({ ...plan, seed: stream.hex(16) }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Plan {
    return planSchema.safeParse(value).success;
  }

  override shrink(plan: Plan): fc.Stream<fc.Value<Plan>> {
    return fc.stream(smallerPlans(plan)).map((smaller) => new fc.Value(smaller, undefined));
  }
}

/** fast-check's 32-bit integers as the floats that streams are made of. */
function streamFrom(random: fc.Random): RandomStream {
  return streamOf(() => random.nextInt(0, 0xffff_ffff) / 0x1_0000_0000);
}

/** Half of the entries gone, then quarters, down to single ones; then the same entries plainer. */
function* smallerPlans(plan: Plan): IterableIterator<Plan> {
  const entries = entriesOf(plan);
  for (let size = entries.length; size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < entries.length; from += size)
      yield without(plan, entries.slice(from, from + size));
  // a candidate that changes nothing would be tried for ever
  const text = JSON.stringify(plan);
  for (const simplify of simplifications(plan))
    for (const plainer of simplify(plan)) if (JSON.stringify(plainer) !== text) yield plainer;
}
