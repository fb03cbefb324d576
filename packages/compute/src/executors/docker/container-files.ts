import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readTarFile } from '../../archives/read-tar-file.ts';
import type { BuildOrder, OwnFiles } from '../executor.ts';
import { type DockerClient, unlessMissing } from './docker-client.ts';

interface Containers {
  nameOf(order: BuildOrder): string;
  /** Of one that is never started: it only shows what its image holds. */
  probeOf(order: BuildOrder): string;
  imageOf(order: BuildOrder): string;
  labelsOf(order: BuildOrder): Readonly<Record<string, string>>;
  /** Makes the build's container unless it is there; does not start it. */
  create(order: BuildOrder, entry: string): Promise<void>;
}

/** The largest file of an image that is read. */
const MOST_BYTES = 1_048_576;

/** Files go in and out by the engine's own copying, which cannot be led out of the container. */
export function containerFiles(
  docker: DockerClient,
  { nameOf, probeOf, imageOf, labelsOf, create }: Containers,
): OwnFiles {
  const archiveOf = (container: string, path: string) =>
    `/containers/${container}/archive?path=${encodeURIComponent(path)}`;
  const receive = (container: string, path: string, tarFile: string) =>
    docker.receiveTar(archiveOf(container, path), tarFile).then(
      () => true,
      (error: Error) => {
        unlessMissing(error);
        return false;
      },
    );
  return {
    async put(order, entry, tarFile) {
      await create(order, entry);
      await docker.sendTar(archiveOf(nameOf(order), '/'), tarFile);
    },
    take: (order, path, tarFile) => receive(nameOf(order), path, tarFile),
    async readImage(order, path) {
      const name = probeOf(order);
      const remove = () => docker.call('DELETE', `/containers/${name}?force=true&v=true`).catch(unlessMissing);
      const folder = await mkdtemp(join(order.workFolder, 'image-'));
      await remove();
      try {
        const body = { Image: imageOf(order), Cmd: ['true'], Labels: labelsOf(order) };
        await docker.call('POST', `/containers/create?name=${name}`, body);
        const tarFile = join(folder, 'file.tar');
        if (!(await receive(name, path, tarFile))) return undefined;
        const text = readTarFile(await readFile(tarFile), basename(path));
        return text && text.length <= MOST_BYTES ? text.toString() : undefined;
      } finally {
        await remove();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
