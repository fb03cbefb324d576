import { BRANCHES, TAGS } from '../../../../git-hosts/host-event.ts';
import { type Build, isComplete } from '../build.ts';

export type BadgeState = 'passing' | 'failing' | 'in progress' | 'unknown';

/** Which builds a badge is about. */
export type BadgeRef = { readonly branch: string } | { readonly tag: string } | undefined;

/** Branches that a build without a version is taken to be of: it has built the default branch, whatever its name. [inferred] */
const DEFAULT_BRANCHES = ['main', 'master'];

/** Whether a build was one of the branch or the tag; builds of pull requests are of neither. */
export function isBuildOf({ webhook, definition }: Pick<Build, 'webhook' | 'definition'>, ref: BadgeRef): boolean {
  if (!ref) return true;
  const name = 'branch' in ref ? ref.branch : ref.tag;
  const full = `${'branch' in ref ? BRANCHES : TAGS}${name}`;
  if (webhook) return !webhook.trigger.startsWith('pr/') && webhook.headRef === full;
  const version = definition.sourceVersion?.replace(/\^\{[^}]*\}$/, '');
  if (!version) return 'branch' in ref && DEFAULT_BRANCHES.includes(name);
  return version === name || version === full;
}

/** How the newest build went. */
export function badgeStateOf(newest: Build | undefined): BadgeState {
  if (!newest) return 'unknown';
  if (!isComplete(newest)) return 'in progress';
  return newest.status === 'SUCCEEDED' ? 'passing' : 'failing';
}
