/** The members of a zod schema, each by its path: `certificate.cases[].id`. Whoever adds one has it forged by the tests. */
import { z } from 'zod';

export function fieldsOf(schema: z.ZodType, path = ''): readonly string[] {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return fieldsOf(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element as z.ZodType, `${path}[]`);
  if (schema instanceof z.ZodUnion)
    return [...new Set(schema.options.flatMap((one) => fieldsOf(one as z.ZodType, path)))];
  if (!(schema instanceof z.ZodObject)) return [path];
  return Object.entries(schema.shape).flatMap(([name, member]) =>
    fieldsOf(member as z.ZodType, path === '' ? name : `${path}.${name}`),
  );
}
