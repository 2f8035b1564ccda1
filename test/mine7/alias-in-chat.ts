// mistake: chat events of the main session name it by its alias
// report: own experience
// wrong: chat events of the main session name it by its alias
import { createGateway } from './copies/alias-in-chat/gateway.ts';
export const gateway = createGateway('alias-in-chat');
