/** `npm run bench:mix`: writes the smallest mix down again after mix.ts changed. */
import { mixPlan } from './mix.ts';
import { writeMixFile } from './mix-file.ts';

await writeMixFile(mixPlan());
