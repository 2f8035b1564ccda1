import { WRONG_GATEWAYS } from './gateways/gateways.ts';
import { sampled } from '../long/sampled.ts';
import { itJudges } from './gateways/judged.ts';

itJudges(sampled(WRONG_GATEWAYS, 3));
