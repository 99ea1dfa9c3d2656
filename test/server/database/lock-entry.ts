import { FolderLockedError, lockFolder } from '../../../server/database/folder-lock.ts';

/** A process that takes and gives back folders as its parent says. */
let unlock: () => Promise<void> = () => Promise.resolve();

process.on('message', (folder: string) => {
  void (folder === '' ? unlock() : lockFolder(folder)).then(
    (taken) => {
      unlock = taken ?? unlock;
      return process.send?.('has it');
    },
    (error: unknown) => process.send?.(error instanceof FolderLockedError ? error.pid : String(error)),
  );
});
process.send?.('up');
