import type { HostApi, HostLogin } from '../../../git-hosts/host-api.ts';
import { type LocatedRepository, locateRepository } from '../../../git-hosts/locate-repository.ts';
import { openHostApi } from '../../../git-hosts/open-host-api.ts';
import { type Access, findAccess } from '../find-access.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { isRefusal } from '../workers/build-failure.ts';

/** A project's repository at its host, and how to speak to the host. */
export interface ProjectHost {
  readonly place: LocatedRepository;
  /** Absent without a token. */
  readonly api?: HostApi;
  readonly login?: HostLogin;
}

/** Undefined for a source that is at no git host we know. */
export async function openProjectHost(
  parts: Parts,
  source: Source,
  signal: AbortSignal,
): Promise<ProjectHost | undefined> {
  const place = locateRepository(source, parts.hostApis);
  if (!place) return undefined;
  const access = await findReadableAccess(parts, source);
  if (access.type !== 'token') return { place };
  const { login } = access;
  return { place, login, api: openHostApi(place.host, { ...place, login, signal }) };
}

/** A secret that cannot be read is as good as none: what needs no host goes on, and what does says so. */
async function findReadableAccess(parts: Parts, source: Source): Promise<Access> {
  try {
    return await findAccess(parts, source);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parts.logger.warn({ location: source.location, error }, 'the credentials for a git host cannot be read');
    return { type: 'none' };
  }
}
