import type { Uri } from 'vscode';
import type * as work from '../../work.ts';

/** Loads the second bundle, which the editor's own `require` finds beside the first one. */
export const loadWork = async (_extension: Uri): Promise<typeof work> => import('../../work.ts');
