/** A backup that is not taken or not restored. The message says why and what to do, and that nothing was changed. */
export class BackupRefusedError extends Error {
  override readonly name = 'BackupRefusedError';
}

/** A file that is not whole, or not what it says it is. */
export function damaged(what: string): BackupRefusedError {
  return new BackupRefusedError(
    `The backup is damaged: ${what}. Nothing was changed. Copy the file again from where it was made, or use another backup.`,
  );
}
