import { removeOnThread } from './archive-threads.ts';
import { holdsAtMost, removeTree } from './remove-tree.ts';

/** So few are removed at once, without a thread. */
const FEW_ENTRIES = 200;

/** Removes a folder with all that is in it, if it is there; nothing that links lead to. */
export async function removeFolder(folder: string): Promise<void> {
  if (holdsAtMost(folder, FEW_ENTRIES)) removeTree(folder);
  else await removeOnThread(folder);
}
