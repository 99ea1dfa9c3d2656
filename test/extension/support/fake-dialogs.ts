import type { Choice, Dialogs, Finding, Message, TextQuestion } from '../../../extension/core/dialogs.ts';

/** Answers a question box: the texts are typed in turn until one is taken; undefined goes away. */
export interface FakeDialogs extends Dialogs {
  questions: TextQuestion[];
  /** What the box said about the texts that were not taken. */
  findings: Finding[];
  picks: { title: string; labels: string[] }[];
  messages: Message[];
}

/** @param typed one list of attempts per box, in order */
export function createFakeDialogs(
  typed: (string | undefined)[][] = [],
  chosen: { labels?: (string | undefined)[]; buttons?: (string | undefined)[] } = {},
): FakeDialogs {
  const boxes = [...typed];
  const labels = [...(chosen.labels ?? [])];
  const buttons = [...(chosen.buttons ?? [])];
  const fake: FakeDialogs = {
    questions: [],
    findings: [],
    picks: [],
    messages: [],
    async askText(question) {
      fake.questions.push(question);
      for (const attempt of boxes.shift() ?? []) {
        if (attempt === undefined) return undefined;
        const wrong = question.check?.(attempt);
        const refused = wrong?.level === 'error' ? wrong : await question.submit?.(attempt);
        if (refused === undefined) return attempt;
        fake.findings.push(refused);
      }
      return undefined;
    },
    async pick<T extends Choice>(title: string, choices: readonly T[]) {
      fake.picks.push({ title, labels: choices.map(({ label }) => label) });
      const wanted = labels.shift();
      return choices.find(({ label }) => wanted !== undefined && label.includes(wanted));
    },
    async tell(message) {
      fake.messages.push(message);
      const wanted = buttons.shift();
      return message.buttons?.find((button) => button === wanted);
    },
  };
  return fake;
}
