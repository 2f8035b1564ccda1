/**
 * A plan as a person would write it: without everything that the schema puts in by itself. What is left reads back as
 * the same plan. Knows no member by name: a default is what may be left out without changing the outcome.
 */
import type { z } from 'zod';
import { isObject, type JsonObject } from '../protocol/frame.ts';
import { fault } from './fault.ts';
import { operation } from './operation.ts';
import { planSchema, type Plan, type PlanInput } from './plan.ts';

/** Linear in the number of clients, operations and faults. */
export function briefPlan(plan: Plan): PlanInput {
  const [first] = plan.clients;
  const world = brief({ ...plan, clients: [first], operations: [], faults: [] }, planSchema);
  const clients = plan.clients.map((one) => {
    const alone = brief({ clients: [one] }, planSchema) as { readonly clients: readonly unknown[] };
    return alone.clients[0];
  });
  return {
    ...world,
    clients,
    ...listed('operations', plan.operations, operation),
    ...listed('faults', plan.faults, fault),
  } as PlanInput;
}

function listed(name: string, items: readonly object[], schema: z.ZodType): object {
  return items.length === 0 ? {} : { [name]: items.map((one) => brief({ ...one }, schema)) };
}

function brief(value: JsonObject, schema: z.ZodType): JsonObject {
  const wanted = JSON.stringify(schema.parse(value));
  return shortened(value, (candidate) => {
    const parsed = schema.safeParse(candidate);
    return parsed.success && JSON.stringify(parsed.data) === wanted;
  });
}

/** Leaves out every member, at any depth, without which the whole stays the same. */
function shortened(value: JsonObject, isSame: (candidate: JsonObject) => boolean): JsonObject {
  let short = value;
  for (const [key, member] of Object.entries(value)) {
    const { [key]: _gone, ...rest } = short;
    if (isSame(rest)) {
      short = rest;
      continue;
    }
    const withMember = (inner: unknown): JsonObject => ({ ...short, [key]: inner });
    if (Array.isArray(member))
      for (const [k, item] of (member as readonly unknown[]).entries()) {
        const items = short[key] as readonly unknown[];
        if (isObject(item))
          short = withMember(
            items.with(
              k,
              shortened(item, (inner) => isSame(withMember(items.with(k, inner)))),
            ),
          );
      }
    else if (isObject(member)) short = withMember(shortened(member, (inner) => isSame(withMember(inner))));
  }
  return short;
}
