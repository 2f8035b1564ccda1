import { FATAL_GATEWAYS } from './gateways/gateways.ts';
import { itJudges } from './gateways/judged.ts';

itJudges(FATAL_GATEWAYS);
