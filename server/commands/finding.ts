/** What a check found. `fix` says what to do about anything but `ok`. */
export interface Finding {
  name: string;
  level: 'ok' | 'warning' | 'failed';
  message: string;
  fix?: string;
}
