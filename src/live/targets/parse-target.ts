/** What a person typed as a target, as one of the kinds there are. Opens nothing; which gateways there are is asked. */
import { nearest } from '../../input/nearest.ts';
import { InputError } from '../../input/problem.ts';
import { buildIn } from './openclaw-build.ts';

export interface TargetText {
  readonly type: 'served' | 'openclaw' | 'url' | 'command';
  /** A gateway to be served by name or file; `openclaw@VERSION` or `openclaw:PATH`; an address; a description's file. */
  readonly text: string;
}

/** A release alone means OpenClaw's, as does `latest`. */
const RELEASE = /^(?:\d{4}\.\d+\.\d+.*|latest)$/;

/** The forms of a target, for people. */
export const TARGET_FORMS: readonly { readonly name: string; readonly sentence: string }[] = [
  { name: 'NAME or FILE.ts', sentence: 'a gateway behind the in-process port, served over a real socket' },
  {
    name: 'openclaw@VERSION',
    sentence: 'a release, or a tag such as latest, installed from npm into a cache',
  },
  {
    name: 'openclaw:PATH',
    sentence: 'a build that is not on npm: a checkout in which it was built, or a packed tarball (.tgz)',
  },
  { name: 'FILE.yaml', sentence: 'any command, described in a file' },
  { name: 'ws://… or wss://…', sentence: 'a gateway that is running already' },
];

const FORMS =
  'a target is a gateway by name or file, openclaw@VERSION, openclaw:PATH, a ws:// address, or a .yaml file that describes a command';

/** `isGateway` says whether a text names a gateway, or is the path of one. Throws InputError when it is none of them. */
export function parseTarget(text: string, isGateway: (text: string) => boolean): TargetText {
  if (text.trim() === '') throw new InputError(`no target named; ${FORMS}`);
  const release = /^openclaw@(.*)$/.exec(text)?.[1];
  if (release !== undefined) {
    if (release === '') throw new InputError(`which release? openclaw@2026.5.28, or openclaw@latest`);
    return { type: 'openclaw', text };
  }
  const build = buildIn(text);
  if (build !== undefined) {
    if (build === '') throw new InputError(`which build? openclaw:./checkout, or openclaw:./openclaw.tgz`);
    return { type: 'openclaw', text };
  }
  if (RELEASE.test(text)) return { type: 'openclaw', text: `openclaw@${text}` };
  if (/^wss?:\/\//i.test(text)) return { type: 'url', text };
  if (/\.ya?ml$/i.test(text)) return { type: 'command', text };
  if (isGateway(text)) return { type: 'served', text };
  throw new InputError(`unknown target '${text}'${hint(text)}; ${FORMS}`);
}

function hint(text: string): string {
  if (/^https?:\/\//i.test(text)) return ` (did you mean '${text.replace(/^http/i, 'ws')}'?)`;
  return nearest(text, ['openclaw@latest', 'reference']);
}
