/** The summaries that the fake provider answers with: real releases refuse one without their headings. */

/** What releases expect a summary to have, around the marker by which later prompts are searched. */
export function summaryOf(marker: string): string {
  return [
    '## Goal',
    `Summary ${marker} of the conversation so far.`,
    ...['Constraints & Preferences', 'Progress', 'Key Decisions', 'Next Steps', 'Critical Context'].map(
      (title) => `## ${title}\n- none`,
    ),
  ].join('\n\n');
}
