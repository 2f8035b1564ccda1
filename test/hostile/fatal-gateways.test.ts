import { sampled } from '../long/sampled.ts';
import { FATAL_GATEWAYS } from './gateways/gateways.ts';
import { itJudges } from './gateways/judged.ts';

itJudges(sampled(FATAL_GATEWAYS, 2));
