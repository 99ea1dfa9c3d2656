import type { Translate } from './translate.ts';

/** `2 minutes ago` in whole minutes, then hours, then days, in the language of `t`. */
export function agoText(nowMs: number, thenMs: number, t: Translate): string {
  const minutes = Math.max(0, Math.floor((nowMs - thenMs) / 60_000));
  if (minutes < 1) return t('just now');
  const relative = new Intl.RelativeTimeFormat(t.language);
  if (minutes < 60) return relative.format(-minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? relative.format(-hours, 'hour') : relative.format(-Math.floor(hours / 24), 'day');
}

/** A duration in words, for screen readers, in whole minutes and never rounded up: `1 hour 12 minutes`. */
export function spokenDuration(totalSeconds: number, { language }: Pick<Translate, 'language'>): string {
  const wholeMinutes = Math.max(0, Math.floor(totalSeconds / 60));
  const hours = Math.floor(wholeMinutes / 60);
  const minutes = wholeMinutes % 60;
  const inWords = (count: number, unit: 'hour' | 'minute'): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const parts = [hours > 0 ? inWords(hours, 'hour') : '', minutes > 0 || hours === 0 ? inWords(minutes, 'minute') : ''];
  return parts.filter((part) => part !== '').join(' ');
}
