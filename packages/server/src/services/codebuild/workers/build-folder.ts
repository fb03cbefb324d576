import { join, relative } from 'node:path';
import type { Executor } from '@codeyard/compute/executors/executor';
import { CONTROL_FILES } from '@codeyard/engine/build-program/control-files';

/** A build's files: where they are on this machine, and where the build itself sees them. */
export interface BuildFolder {
  /** The build's own folder; removed with everything in it when the build is over. */
  readonly work: string;
  /** What the build sees as its root, on this machine. */
  readonly host: string;
  /** The same, as the build sees it: `/codebuild` in a container. */
  readonly seen: string;
  readonly outputFile: string;
  readonly eventsFile: string;
  readonly startedFolder: string;
}

export function buildFolder(workFolder: string, uuid: string, executor: Executor): BuildFolder {
  const work = join(workFolder, uuid);
  const host = join(work, 'codebuild');
  return {
    work,
    host,
    seen: executor.buildRoot(work),
    outputFile: join(host, CONTROL_FILES.output),
    eventsFile: join(host, CONTROL_FILES.events),
    startedFolder: join(host, CONTROL_FILES.started),
  };
}

/** A path that the build sees, on this machine; undefined when it lies outside of the build's files. */
export function onHost(folder: BuildFolder, seenPath: string): string | undefined {
  const inside = relative(folder.seen, seenPath);
  return inside === '..' || inside.startsWith('../') ? undefined : join(folder.host, inside);
}
