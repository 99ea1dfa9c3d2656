/** Translates an English sentence with `{0}` places; in the editor this is `vscode.l10n.t`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** The sentence as written, for tests and for what is logged. */
export function untranslated(text: string, ...values: (string | number)[]): string {
  return text.replaceAll(/\{(\d+)\}/gu, (place, index: string) => String(values[Number(index)] ?? place));
}

/** Marks a sentence in a table that is translated where it is shown, so that no translation of it is forgotten. */
export function message<M extends string>(text: M): M {
  return text;
}
