/** Marks a sentence that the editor translates where it shows it. */
const message = <M extends string>(text: M): M => text;

/** What deleting one's data on the server means, in the same words on the page and in the editor. */
export const leavingWords = {
  question: message('Delete your coding time on the server?'),
  codingTime: message(
    'Deleted: your signs of activity, the coding time made of them, what is proposed from it, and when it is booked by itself. Time that is not logged yet is gone.',
  ),
  worklogsStay: message('Your worklogs stay: they are your team’s record, and their comments and hours are in Notion.'),
  worklogsGo: message('Your worklogs are deleted too: their comments are removed in Notion, and its hours lowered.'),
  tokensStay: message('Your tokens stay, so you remain signed in.'),
  tokensGo: message('All your tokens end: every editor and page has to be signed in again.'),
  late: message('Signs of activity from before, which an editor still has, are not taken any more.'),
  forGood: message('This cannot be undone. Export your data first if you may need it.'),
  alsoWorklogs: message('Delete my worklogs too'),
  alsoTokens: message('End all my tokens'),
} as const;

export interface Leaving {
  worklogs: boolean;
  tokens: boolean;
}

/** What is about to be deleted and what stays, sentence by sentence. */
export function leavingSentences({ worklogs, tokens }: Leaving): (typeof leavingWords)[keyof typeof leavingWords][] {
  const words = leavingWords;
  return [
    words.codingTime,
    worklogs ? words.worklogsGo : words.worklogsStay,
    tokens ? words.tokensGo : words.tokensStay,
    words.late,
    words.forGood,
  ];
}
