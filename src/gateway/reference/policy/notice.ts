/**
 * Who is told that a generation ended (incident #63374): every connection that subscribed to sessions and has read
 * scope, once, whichever way the generation was ended, and only after the end is durable.
 */
import type { RotationTrigger } from '../../../protocol/methods.ts';

export interface NoticePolicy {
  /** Which connections a notice goes to. `everyone` ignores subscription and scope. */
  audience(trigger: RotationTrigger): 'subscribers' | 'nobody' | 'everyone';
  /** Tell before the end is durable. Never chosen by a correct gateway. */
  readonly early: boolean;
  /** The response goes before the notices, as the measured releases do, or after them. */
  readonly afterResponse: boolean;
}

export const notice: NoticePolicy = {
  audience: () => 'subscribers',
  early: false,
  afterResponse: true,
};
