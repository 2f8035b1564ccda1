/**
 * What a dialect declares, in words: everything in which healthy gateways differ and by which they are judged, for people
 * to compare with what theirs does. One sentence for each member of a dialect; a new one asks for its sentence. Must not
 * know: what is judged by it.
 */
import type { ContentRules } from './content.ts';
import type { Dialect, EventReceiver } from './dialect.ts';

/** Declarations on one subject, a sentence each. */
export interface DeclarationGroup {
  readonly subject: string;
  readonly sentences: readonly string[];
}

type Told<Member extends PropertyKey, Whole> = {
  readonly [Name in Member]: readonly [subject: Subject, say: (whole: Whole) => string | readonly string[]];
};

const SUBJECTS = [
  'protocol',
  'sessions',
  'runs',
  'rows and lists',
  'whom events reach',
  'texts',
  'entries',
  'prompts',
] as const;
type Subject = (typeof SUBJECTS)[number];

const RECEIVERS: Readonly<Record<EventReceiver, string>> = {
  followers: 'who follows its session',
  subscribers: 'who subscribed to all sessions',
  sender: 'who sent its message',
  readers: 'everybody who may read',
};

type NoChoice = 'name' | 'content' | 'unobservable' | 'generation' | 'createObserver';

const CHOICES: Told<Exclude<keyof Dialect, NoChoice>, Dialect> = {
  protocol: ['protocol', ({ protocol }) => `it speaks version ${protocol}`],
  numbering: [
    'protocol',
    ({ numbering: { scope, first } }) =>
      `events are numbered ${scope === 'connection' ? 'on each connection' : 'over all connections together'}, from ${first ?? 'any number'} on`,
  ],
  wallDated: [
    'protocol',
    ({ wallDated }) =>
      wallDated.includes('keys')
        ? 'how long an idempotency key is remembered is told by the wall clock'
        : 'nothing is dated by the wall clock',
  ],
  reset: [
    'sessions',
    ({ reset }) =>
      reset === 'new-id'
        ? 'a reset gives a new sessionId'
        : 'a reset keeps the sessionId and gives a new lifecycleRevision',
  ],
  notices: [
    'sessions',
    ({ notices }) =>
      notices.length === 0
        ? 'no event tells that a session was reset or deleted'
        : `that a session was reset or deleted is told by ${listed(notices, 'and')}`,
  ],
  honoursSlashCommands: [
    'sessions',
    ({ honoursSlashCommands }) =>
      `/new and /reset in a message are ${honoursSlashCommands ? 'honoured' : 'refused'}`,
  ],
  mergesSends: [
    'runs',
    ({ mergesSends }) =>
      mergesSends
        ? 'a second message may be steered into the run under way'
        : 'each message has a run of its own',
  ],
  abortsQueued: [
    'runs',
    ({ abortsQueued }) =>
      abortsQueued
        ? 'an abort is for messages that wait too'
        : 'whether an abort is for messages that wait is open',
  ],
  refusesOtherText: [
    'runs',
    ({ refusesOtherText }) =>
      `other text under a used idempotency key is ${refusesOtherText ? 'refused' : 'answered like the first one'}`,
  ],
  refusesStaleNames: [
    'sessions',
    ({ refusesStaleNames }) =>
      refusesStaleNames
        ? 'a send that names a session which is not current is refused'
        : 'what becomes of a send that names a session which is not current is open',
  ],
  pushesRepliesFirst: [
    'entries',
    ({ pushesRepliesFirst }) =>
      pushesRepliesFirst
        ? "a reply is pushed before its run's terminal"
        : "whether a reply is pushed before its run's terminal is open",
  ],
  pushesSummaries: [
    'entries',
    ({ pushesSummaries }) =>
      `a summary that takes the place of entries is ${pushesSummaries ? 'pushed like any entry' : 'pushed or not'}`,
  ],
  rowsRun: [
    'rows and lists',
    ({ rowsRun }) =>
      rowsRun === 'status'
        ? 'a row says by its status that a run is active, as soon as a message is accepted, and names all that are if it names any'
        : 'a row says by its status or by hasActiveRun that a run is active, once it has begun',
  ],
  statusAfter: [
    'rows and lists',
    ({ statusAfter }) =>
      Object.entries(statusAfter).map(
        ([end, status]) => `after ${end} its status is ${listed(status, 'or')}`,
      ),
  ],
  flagsAborts: [
    'rows and lists',
    ({ flagsAborts }) =>
      flagsAborts
        ? 'abortedLastRun says whether the last turn was aborted'
        : 'what abortedLastRun says is open',
  ],
  totalTokens: [
    'rows and lists',
    ({ totalTokens }) =>
      `totalTokens counts ${totalTokens === 'sum' ? 'what all runs took' : 'the prompt of the last call'}`,
  ],
  listsFrom: [
    'rows and lists',
    ({ listsFrom }) =>
      `a list shows a session once a message to it ${listsFrom === 'ack' ? 'is acknowledged' : 'is run'}`,
  ],
  ownKeys: [
    'rows and lists',
    ({ ownKeys }) =>
      `a list may always show ${ownKeys.length === 0 ? 'nothing else' : listed(ownKeys, 'and')}`,
  ],
  concerns: [
    'whom events reach',
    ({ concerns: { run, tool, message, row } }) => [
      `what a run says: ${receivers(run)}`,
      `what a tool says: ${receivers(tool)}`,
      `a stored message: ${receivers(message)}`,
      `a row that changed: ${receivers(row)}`,
    ],
  ],
  positions: [
    'entries',
    ({ positions }) =>
      ({
        'by-one': 'positions rise by one',
        'with-gaps': 'positions have gaps',
        'with-parts': 'positions have gaps, and parts of one entry share theirs',
      })[positions],
  ],
};

const CONTENT: Told<Exclude<keyof ContentRules, 'isAdded' | 'holds' | 'endsWith'>, ContentRules> = {
  trimsShown: [
    'texts',
    ({ trimsShown }) =>
      `white space at the ends of a reply is ${trimsShown ? 'stored, and neither streamed nor told at its end' : 'kept everywhere'}`,
  ],
  betweenBlocks: [
    'texts',
    ({ betweenBlocks }) =>
      `what stands before and after a tool call is joined by ${betweenBlocks === '' ? 'nothing' : JSON.stringify(betweenBlocks)}`,
  ],
  streamsAll: [
    'texts',
    ({ streamsAll }) =>
      streamsAll
        ? 'the deltas of a run that ended well are its reply'
        : 'deltas may stop short of the reply, which the terminal says whole',
  ],
  restartsAfterTools: [
    'texts',
    ({ restartsAfterTools }) =>
      `after a tool call the agent's text ${restartsAfterTools ? 'begins anew' : 'goes on'}`,
  ],
  chatShowsLast: [
    'texts',
    ({ chatShowsLast }) =>
      chatShowsLast === Infinity
        ? 'chat shows a reply of any length'
        : `chat shows the last ${inThousands(chatShowsLast)} characters of a reply`,
  ],
  terminalSays: [
    'texts',
    ({ terminalSays }) =>
      Object.entries(terminalSays).map(
        ([end, says]) =>
          `${end} holds ${says === 'nothing' ? says : says === 'reply' ? 'the reply' : 'a notice in words of its own'}`,
      ),
  ],
  retry: [
    'texts',
    ({ retry }) =>
      `what a model said before it failed ${retry === 'goes-on' ? 'stays a part of the reply' : 'is withdrawn when another one is asked'}`,
  ],
  keepsCutReplies: [
    'texts',
    ({ keepsCutReplies }) =>
      keepsCutReplies
        ? 'a reply that was cut short is stored as far as its terminal says it'
        : 'a reply that was cut short may be stored or only told at its end',
  ],
  entryUnits: [
    'entries',
    ({ entryUnits }) => `a text is cut above ${inThousands(entryUnits)} characters, or as a request says`,
  ],
  showsToolsWhole: [
    'entries',
    ({ showsToolsWhole }) => `the result of a tool is ${showsToolsWhole ? 'never cut' : 'cut like any text'}`,
  ],
  promptsShowFailed: [
    'prompts',
    ({ promptsShowFailed }) =>
      `a reply that was aborted or failed stands in ${promptsShowFailed ? 'later prompts' : 'no later prompt'}`,
  ],
  promptsAreExact: [
    'prompts',
    ({ promptsAreExact }) =>
      promptsAreExact
        ? 'a prompt holds what was said, to the letter, and nothing else'
        : 'a prompt may hold more than was said, and say it in another form',
  ],
  summarisesAsText: [
    'prompts',
    ({ summarisesAsText }) =>
      `a model that is to summarise is shown ${summarisesAsText ? 'the conversation as one text' : 'message by message'}`,
  ],
};

/** Members of a dialect, and of its content, that gateways may choose. */
export const CHOSEN_MEMBERS = Object.keys(CHOICES) as readonly (keyof typeof CHOICES)[];
export const CHOSEN_CONTENT = Object.keys(CONTENT) as readonly (keyof typeof CONTENT)[];

/** What it declares by one member. */
export function saidBy(dialect: Dialect, member: keyof typeof CHOICES | keyof typeof CONTENT): string {
  const said =
    member in CHOICES
      ? CHOICES[member as keyof typeof CHOICES][1](dialect)
      : CONTENT[member as keyof typeof CONTENT][1](dialect.content);
  return [said].flat().join('; ');
}

/** What it declares, by subject. */
export function declarationsOf(dialect: Dialect): readonly DeclarationGroup[] {
  const groups = new Map<Subject, string[]>(SUBJECTS.map((subject) => [subject, []]));
  for (const [subject, say] of Object.values(CHOICES)) groups.get(subject)?.push(...[say(dialect)].flat());
  for (const [subject, say] of Object.values(CONTENT))
    groups.get(subject)?.push(...[say(dialect.content)].flat());
  return Array.from(groups, ([subject, sentences]) => ({ subject, sentences }));
}

function receivers(who: readonly EventReceiver[]): string {
  return listed(
    who.map((one) => RECEIVERS[one]),
    'and',
  );
}

function listed(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function inThousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
