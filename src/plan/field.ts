/**
 * A field of a plan: one thing in it that can be drawn anew while everything else stays as it is. Owns the two forms
 * that there are, a number with its bounds and a choice with what else could have been chosen. Must not know why somebody draws anew.
 */
import type { Plan } from './plan.ts';

interface FieldBase {
  /** Such as `m3.turn.end.afterMs`; of the whole plan, without an entry in front. */
  readonly path: string;
  /** The client, operation or fault that it is of; null: the whole plan. */
  readonly entry: string | null;
  /** What people call it before they say the value, such as `its run ending after`. */
  readonly name: string;
  /** What says most comes first: 0 is when things happen, 3 what seldom matters. */
  readonly rank: 0 | 1 | 2 | 3;
}

export interface NumberField extends FieldBase {
  readonly type: 'number';
  readonly unit: 'ms' | 'bytes' | 'bytes a second' | '';
  readonly value: number;
  /** Both ends are values that it can have. */
  readonly least: number;
  readonly most: number;
  /** Of a time: what it is counted from, the id of an operation or fault; null: from the beginning. Undefined: it is no time. */
  readonly from?: string | null;
  readonly with: (value: number) => Plan;
}

export interface ChoiceField extends FieldBase {
  readonly type: 'choice';
  readonly value: string;
  /** What else could have been chosen, told apart by its words. */
  readonly others: readonly { readonly value: string; readonly plan: Plan }[];
}

export type PlanField = NumberField | ChoiceField;

/** How a field is told from others. */
export type FieldName = Pick<FieldBase, 'path' | 'entry' | 'name' | 'rank'>;

/** Between what a number is drawn. */
export type FieldBounds = Pick<NumberField, 'least' | 'most' | 'unit'>;

/** More alternatives than this are not looked at: the first say enough. */
const MOST_OTHERS = 4;

/** No field where there is nothing else to choose. */
export function choiceOf<T>(
  named: FieldName,
  value: T,
  others: readonly T[],
  put: (other: T) => Plan,
  words: (one: T) => string = wordsOf,
): readonly ChoiceField[] {
  const own = words(value);
  const different = [...new Map(others.map((one) => [words(one), one]))].filter(([said]) => said !== own);
  if (different.length === 0) return [];
  return [
    {
      ...named,
      type: 'choice',
      value: own,
      others: different.slice(0, MOST_OTHERS).map(([said, one]) => ({ value: said, plan: put(one) })),
    },
  ];
}

/** As people read them: nothing is `none`, a list is its members. */
function wordsOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(' to ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A number, whose bounds leave room for what it is. */
export function numberOf(
  named: FieldName,
  value: number,
  { least, most, unit }: FieldBounds,
  put: (value: number) => Plan,
): NumberField {
  return {
    ...named,
    type: 'number',
    unit,
    value,
    least: Math.min(least, value),
    most: Math.max(most, value),
    with: put,
  };
}
