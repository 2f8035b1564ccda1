/**
 * Who is told that a generation ended (incident #63374): every connection that subscribed to sessions and has read
 * scope, once, whichever way the generation was ended, and only after the end is durable.
 */
import type { RotationTrigger } from '../../../protocol/methods.ts';
import type { Notice } from '../announce.ts';
import type { Core } from '../core.ts';

export interface NoticePolicy {
  announce(core: Core, notices: readonly Notice[], trigger: RotationTrigger): void;
  /** The response goes before the notices, as the measured releases do, or after them. */
  readonly afterResponse: boolean;
}

export const notice: NoticePolicy = {
  announce(core, notices) {
    for (const [event, payload] of notices) core.hub.broadcast(event, payload, core.hub.subscribers());
  },
  afterResponse: true,
};
