import { readBitbucket } from './events/bitbucket.ts';
import { readGithub } from './events/github.ts';
import { readGitlab } from './events/gitlab.ts';
import type { HostCall } from './host-call.ts';
import type { GitHost, HostEvent } from './host-event.ts';
import { Payload } from './payload.ts';

const KIND: Readonly<Record<GitHost, string>> = {
  github: 'x-github-event',
  gitlab: 'x-gitlab-event',
  bitbucket: 'x-event-key',
};

/** What a host says its delivery is about, such as `push` or `Merge Request Hook`. */
export const kindOf = (host: GitHost, { headers }: HostCall): string => headers[KIND[host]] ?? '';

const READERS = { github: readGithub, gitlab: readGitlab, bitbucket: readBitbucket };

/** What a delivery of a host means; nothing for what is of no use to anybody here, or makes no sense. */
export function readHostEvents(host: GitHost, kind: string, body: unknown): HostEvent[] {
  return READERS[host](kind, new Payload(body)).filter(isSound);
}

const COMMIT = /^[0-9a-f]{7,64}$/;
const REF = /^refs\/(heads|tags)\/./;

function isSound(event: HostEvent): boolean {
  if (event.repository === '') return false;
  if ('ref' in event && !REF.test(event.ref)) return false;
  if ('number' in event && !/^\d*$/.test(event.number)) return false;
  return !('commit' in event) || COMMIT.test(event.commit);
}
