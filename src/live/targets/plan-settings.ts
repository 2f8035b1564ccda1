/** What a plan asks of a target that takes settings, as the JSON file that `gauntlet serve --settings` reads. */
import { writeFile } from 'node:fs/promises';
import type { Plan } from '../../plan/plan.ts';

export async function writePlanSettings(
  file: string,
  { limits, rules, mainSession }: Pick<Plan, 'limits' | 'rules' | 'mainSession'>,
): Promise<void> {
  await writeFile(file, `${JSON.stringify({ limits, rules, mainSession }, undefined, 2)}\n`);
}
