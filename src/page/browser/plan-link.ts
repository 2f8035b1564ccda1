/**
 * A plan and its gateway in a link: `#plan=` and what DEFLATE leaves of the JSON, in base64 for addresses. What makes a
 * longer link than most programs carry is for a file.
 */
import { bytesOf } from './packed.ts';

export const LONGEST_LINK = 8 * 1024;
const KEY = 'plan=';

/** What of a page's plan somebody sends on. */
export interface SentPlan {
  readonly gateway: string;
  readonly plan: unknown;
}

/** The part of an address after `#`. */
export async function fragmentOf(sent: SentPlan): Promise<string> {
  const packed = await through(
    new TextEncoder().encode(JSON.stringify(sent)),
    new CompressionStream('deflate-raw'),
  );
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  return KEY + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined: there is none; a string: why it cannot be read. */
export async function planIn(fragment: string): Promise<SentPlan | string | undefined> {
  const [, text] = fragment.replace(/^#/, '').split(KEY);
  if (!fragment.replace(/^#/, '').startsWith(KEY) || text === undefined) return undefined;
  try {
    const bytes = bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'));
    const json = await through(bytes, new DecompressionStream('deflate-raw'));
    const value = JSON.parse(new TextDecoder().decode(json)) as Partial<SentPlan> | null;
    if (typeof value?.gateway !== 'string' || typeof value.plan !== 'object')
      return 'the link holds no plan with a gateway';
    return { gateway: value.gateway, plan: value.plan };
  } catch {
    return 'the plan in the link cannot be read: it was cut or changed';
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
