/** Which scope a method or an event needs; nothing leaks to a connection that was not granted it. */
import { allows, EVENT_SCOPE, METHOD_SCOPE, SHOWN_METHOD_SCOPE } from '../../../protocol/scopes.ts';

export interface ScopePolicy {
  mayCall(method: string, granted: readonly string[]): boolean;
  mayReceive(event: string, granted: readonly string[]): boolean;
}

export const scopes: ScopePolicy = {
  mayCall: (method, granted) => allows(granted, METHOD_SCOPE.get(method) ?? SHOWN_METHOD_SCOPE.get(method)),
  mayReceive: (event, granted) => allows(granted, EVENT_SCOPE.get(event)),
};
