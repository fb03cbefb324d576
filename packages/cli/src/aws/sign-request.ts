import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Connection } from '../server/connection.ts';

type Source = string | ArrayBuffer | ArrayBufferView;
const bytesOf = (source: Source) =>
  typeof source === 'string' ? source : new Uint8Array(ArrayBuffer.isView(source) ? source.buffer : source);

/** Node's SHA-256 as the signer wants it. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: Source) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Source): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

export interface SignedGet {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The headers of a GET that only the server of the connection knows, signed as a request to CodeBuild. */
export async function signGet(connection: Connection, { path, query }: SignedGet): Promise<Record<string, string>> {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  const url = new URL(endpoint);
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 'codebuild',
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path,
    query: { ...query },
    headers: { host: url.host },
  });
  return headers;
}
