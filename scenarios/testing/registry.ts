import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A container registry on loopback, of as much of OCI's distribution protocol as `docker push` and a look at the result need. */
export interface Registry {
  /** Host and port, as the names of images begin. */
  readonly address: string;
  /** What a tag or a digest of a repository stands for: its manifest as it was pushed, or undefined. */
  manifest(repository: string, reference: string): { digest: string; text: string } | undefined;
  blob(digest: string): Buffer | undefined;
  stop(): void;
}

interface Manifest {
  readonly bytes: Buffer;
  readonly type: string;
}

export async function startRegistry(): Promise<Registry> {
  const blobs = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer[]>();
  const manifests = new Map<string, Manifest>();
  const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    const body = Buffer.concat(await request.toArray());
    const end = (status: number, headers: Record<string, string | number> = {}, content?: Buffer) =>
      void response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : content);
    if (pathname === '/v2/') return end(200);
    const [, repository = '', kind, rest = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/(.*)$/.exec(pathname) ?? [];
    if (kind === 'blobs/uploads') {
      const id = rest || randomUUID();
      const parts = [...(uploads.get(id) ?? []), body];
      const Location = `/v2/${repository}/blobs/uploads/${id}`;
      if (request.method !== 'PUT') {
        uploads.set(id, parts);
        const size = parts.reduce((sum, { length }) => sum + length, 0);
        return end(202, { Location, Range: `0-${Math.max(size - 1, 0)}`, 'Docker-Upload-UUID': id });
      }
      const bytes = Buffer.concat(parts);
      const digest = digestOf(bytes);
      if (digest !== searchParams.get('digest')) return end(400);
      uploads.delete(id);
      blobs.set(digest, bytes);
      return end(201, { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest });
    }
    if (kind === 'manifests' && request.method === 'PUT') {
      const digest = digestOf(body);
      const manifest = { bytes: body, type: request.headers['content-type'] ?? '' };
      for (const reference of [rest, digest]) manifests.set(`${repository}:${reference}`, manifest);
      return end(201, { Location: `/v2/${repository}/manifests/${digest}`, 'Docker-Content-Digest': digest });
    }
    const manifest = kind === 'manifests' ? manifests.get(`${repository}:${rest}`) : undefined;
    const found = kind === 'blobs' ? blobs.get(rest) : manifest?.bytes;
    if (!found) return end(404);
    const type = manifest?.type ?? 'application/octet-stream';
    end(200, { 'Content-Type': type, 'Content-Length': found.length, 'Docker-Content-Digest': digestOf(found) }, found);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    manifest(repository, reference) {
      const found = manifests.get(`${repository}:${reference}`);
      return found && { digest: digestOf(found.bytes), text: found.bytes.toString() };
    },
    blob: (digest) => blobs.get(digest),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
