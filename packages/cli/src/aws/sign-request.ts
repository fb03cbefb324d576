import { CodeBuild } from '@aws-sdk/client-codebuild';
import { type Connection, clientSettings } from '../server/connection.ts';

export interface SignedGet {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The headers of a GET that only the server of the connection knows, signed as a request to CodeBuild. */
export async function signGet(connection: Connection, { path, query }: SignedGet): Promise<Record<string, string>> {
  const { protocol, hostname, host } = new URL(connection.endpoint);
  const signer = await new CodeBuild(clientSettings(connection)).config.signer();
  const { headers } = await signer.sign({
    ...{ method: 'GET', protocol, hostname, path },
    query: { ...query },
    headers: { host },
  });
  return headers;
}
