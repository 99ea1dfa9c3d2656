/** Translates an English sentence with `{0}` places; in the editor this is `vscode.l10n.t`. */
export interface Translate {
  (message: string, ...values: (string | number)[]): string;
  /** BCP 47 tag of the language that the sentences come out in: times and counts follow it. */
  readonly language: string;
}

/** The sentence as written, for tests and for what is logged. */
export const untranslated: Translate = Object.assign(
  (text: string, ...values: (string | number)[]): string =>
    text.replaceAll(/\{(\d+)\}/gu, (place, index: string) => String(values[Number(index)] ?? place)),
  { language: 'en' },
);

/** Marks a sentence in a table that is translated where it is shown, so that no translation of it is forgotten. */
export function message<M extends string>(text: M): M {
  return text;
}

/** One sentence for exactly one and another for all other counts, by the rules of the language; `{0}` is the count. */
export function counted(t: Translate, count: number, one: string, other: string): string {
  const text = new Intl.PluralRules(t.language).select(count) === 'one' ? one : other;
  return t(text, count);
}
