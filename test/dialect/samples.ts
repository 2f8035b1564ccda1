/** Rows and messages as reference@1 sends them, and what they are observed as. */

export const KEY = 'agent:main:main';

export const ROW = {
  key: 'main',
  sessionId: 's1',
  lifecycleRevision: 'r1',
  status: 'running',
  hasActiveRun: true,
  activeRunIds: ['k1'],
  startedAt: 5,
  endedAt: null,
  runtimeMs: null,
  totalTokens: 0,
  abortedLastRun: false,
  compactionCount: 0,
  updatedAt: 5,
};

export const OBSERVED_ROW = {
  key: KEY,
  generation: 's1',
  status: 'running',
  hasActiveRun: true,
  activeRunIds: ['k1'],
  startedAt: 5,
  endedAt: null,
  runtimeMs: null,
  totalTokens: 0,
  compactionCount: 0,
  abortedLastRun: false,
};

export const MESSAGE = {
  role: 'assistant',
  content: 'so be it [[m1]] [[m2]]',
  timestamp: 1,
  runId: 'k1',
  stopReason: 'stop',
  __openclaw: { id: 'e2', seq: 2 },
};

export const ENTRY = {
  id: 'e2',
  seq: 2,
  role: 'assistant',
  text: 'so be it [[m1]] [[m2]]',
  at: 1,
  isCut: false,
  marker: 'm2',
  runId: 'k1',
  stopReason: 'stop',
  isAborted: false,
  errorMessage: undefined,
  compaction: false,
  coversSeq: undefined,
  sessionControl: false,
  isReset: false,
  resumes: false,
};

/** Nothing is kept beside the transcript. */
export const NOTHING_BESIDE = { inputs: [], inputsPartial: false };
