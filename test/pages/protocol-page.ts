/**
 * The page of the protocol: written by hand, with marks behind which frames, sources and tables are put in. A mark is a
 * comment of one line; what follows it up to the end of the code block, or to `<!-- end -->`, is made anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarationsBySentence } from './dialect-table.ts';
import { completionExchange } from './completion-exchange.ts';
import { frameIn, framesOf } from './conversation.ts';
import type { FieldsRead } from './fields-read.ts';
import { membersText } from './members-text.ts';
import { prettyJson } from './pretty-json.ts';
import { declarationIn } from './source-declaration.ts';
import { ROOT } from '../tidy/source-files.ts';
import { PLACEHOLDERS } from '../../src/live/targets/placeholders.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { DIALECTS } from '../../src/dialect/catalogue.ts';
import { EVENT_SCOPE, METHOD_SCOPE } from '../../src/protocol/scopes.ts';

export const PROTOCOL_PAGE = 'src/protocol/README.md';

/** A mark, with what was put behind it. */
const MARK =
  /^<!-- (frame|source|completion) ([^>]*?) -->\n(?:\n```\w+\n[^]*?\n```\n)?|^<!-- (table) (\w+) -->\n[^]*?<!-- end -->\n/gm;

/** `read`: what is read of frames. Absent: that table stays as it is. */
export async function protocolPage(read?: () => Promise<FieldsRead>): Promise<string> {
  const text = readFileSync(join(ROOT, PROTOCOL_PAGE), 'utf8');
  let made = '';
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const [whole, block, about, table, name] = match;
    const [kind, argument] = [block ?? table ?? '', about ?? name ?? ''];
    if (kind === 'table' && argument === 'fields' && read === undefined) continue;
    made += `${text.slice(from, match.index)}<!-- ${kind} ${argument} -->\n${await blockFor(kind, argument, read)}`;
    from = match.index + whole.length;
  }
  return made + text.slice(from);
}

async function blockFor(
  kind: string,
  argument: string,
  read: (() => Promise<FieldsRead>) | undefined,
): Promise<string> {
  switch (kind) {
    case 'frame': {
      const [conversation = '', selector = ''] = argument.split(/: (.*)/);
      return fenced('json', prettyJson(frameIn(await framesOf(conversation), selector)));
    }
    case 'source': {
      const [file = '', names = ''] = argument.split(': ');
      const source = readFileSync(join(ROOT, 'src/protocol', file), 'utf8');
      return fenced(
        'ts',
        names
          .split(' ')
          .map((name) => declarationIn(source, name))
          .join('\n\n'),
      );
    }
    case 'completion':
      return fenced('text', completionExchange(argument));
    default:
      return `${(await tableFor(argument, read)).join('\n')}\n<!-- end -->\n`;
  }
}

function fenced(language: string, text: string): string {
  return `\n\`\`\`${language}\n${text}\n\`\`\`\n`;
}

async function tableFor(
  name: string,
  read: (() => Promise<FieldsRead>) | undefined,
): Promise<readonly string[]> {
  switch (name) {
    case 'scopes':
      return scopeTable();
    case 'placeholders':
      return [
        '',
        '| in `start` and `environment` | stands for |',
        '|---|---|',
        ...Object.entries(PLACEHOLDERS).map(
          ([placeholder, sentence]) => `| \`{${placeholder}}\` | ${sentence} |`,
        ),
        '',
      ];
    case 'settings': {
      const { limits, rules, mainSession } = planSchema.parse({ clients: [{ id: 'somebody' }] });
      return [fenced('json', prettyJson({ limits, rules, mainSession }))];
    }
    case 'dialects':
      return ['', ...declarationsBySentence(), ''];
    case 'unobservable':
      return [
        '',
        ...DIALECTS.flatMap(({ name: dialect, unobservable }) =>
          unobservable.size === 0
            ? []
            : [
                `- \`${dialect}\`: ${Array.from(unobservable, ([property, { reason }]) => `${property} (${reason})`).join('; ')}`,
              ],
        ),
        '',
      ];
    case 'fields':
      return ['', ...fieldLines((await read?.()) ?? new Map()), ''];
    default:
      throw new Error(`no table is called ${name}`);
  }
}

function scopeTable(): readonly string[] {
  const by = new Map<string, { methods: string[]; events: string[] }>();
  const of = (scope: string): { methods: string[]; events: string[] } => {
    const known = by.get(scope) ?? { methods: [], events: [] };
    by.set(scope, known);
    return known;
  };
  for (const [method, scope] of METHOD_SCOPE) of(scope).methods.push(`\`${method}\``);
  for (const [event, scope] of EVENT_SCOPE) of(scope).events.push(`\`${event}\``);
  return [
    '',
    '| scope | methods | events |',
    '|---|---|---|',
    ...Array.from(
      by,
      ([scope, { methods, events }]) => `| \`${scope}\` | ${methods.join(', ')} | ${events.join(', ')} |`,
    ),
    '',
  ];
}

function fieldLines(read: FieldsRead): readonly string[] {
  const frames = new Map<string, Set<string>>();
  for (const [says, named] of read)
    for (const [name, members] of named) {
      const subject = `${says.split(' ')[0] ?? ''} ${name}`;
      const all = frames.get(subject) ?? new Set<string>();
      frames.set(subject, all);
      for (const member of members) all.add(member);
    }
  return Array.from(frames, ([subject, members]) => {
    const [type = '', ...name] = subject.split(' ');
    return `- ${type} \`${name.join(' ')}\`${members.size === 0 ? ': that it was sent' : membersText([...members].sort())}`;
  }).sort();
}
