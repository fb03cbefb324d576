import type { HostLogin } from '../../git-hosts/host-api.ts';
import type { Parts } from './parts.ts';
import type { Source } from './rules/definition.ts';
import { listSourceCredentials } from './store/source-credentials.ts';
import { readJsonObject } from './workers/read-json-object.ts';

/** How a project gets at its git host: with a token, by a connection of the whole host, or not at all. */
export type Access =
  | { readonly type: 'token'; readonly login: HostLogin }
  | { readonly type: 'connection' }
  | { readonly type: 'none' };

/** The project's own credentials, else those imported for its type of source. Rejects when a secret cannot be read. */
export async function findAccess(parts: Parts, source: Source): Promise<Access> {
  const { auth } = source;
  if (auth?.type === 'SECRETS_MANAGER' && auth.resource) return await readSecret(parts, auth.resource);
  if (auth?.type === 'CODECONNECTIONS') return { type: 'connection' };
  const saved = (await listSourceCredentials(parts.database)).find(({ serverType }) => serverType === source.type);
  if (!saved) return { type: 'none' };
  if (saved.authType === 'CODECONNECTIONS') return { type: 'connection' };
  const token = parts.vault.open(saved.sealedToken);
  if (saved.authType === 'SECRETS_MANAGER') return await readSecret(parts, token);
  return tokenOf(token, saved.username);
}

/** The secret is `{"ServerType":…, "AuthType":…, "Token":…, "Username":…}`. */
async function readSecret(parts: Parts, id: string): Promise<Access> {
  const { SecretString = '' } = await parts.aws.secretsmanager.getSecretValue({ SecretId: id });
  const { Token, Username } = readJsonObject(SecretString);
  return typeof Token === 'string' ? tokenOf(Token, Username) : { type: 'none' };
}

function tokenOf(token: string, username: unknown): Access {
  return { type: 'token', login: { token, ...(typeof username === 'string' ? { username } : {}) } };
}
