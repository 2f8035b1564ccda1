import { WRONG_GATEWAYS } from './gateways/gateways.ts';
import { itJudges } from './gateways/judged.ts';

itJudges(WRONG_GATEWAYS);
