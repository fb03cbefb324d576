import { createMasker } from '@codeyard/engine/secret-masking/mask-secrets';
import type { Parts } from '../parts.ts';
import type { Build } from '../rules/build.ts';
import type { LogCutting } from '../rules/log-events.ts';
import type { BuildRun } from '../store/runs.ts';
import type { BuildFolder } from './build-folder.ts';
import { type LogShipper, shipLog } from './ship-log.ts';

/** A build's log on its way out, and what has to stay hidden in it. */
export interface LogKeeper {
  hide(secrets: readonly string[]): void;
  hiding(): Pick<LogCutting, 'secrets' | 'mask'>;
  /** Everything said so far can be read by clients when this resolves. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

/** Begins to deliver the log, or goes on where a dead server stopped, masking what that server knew to be secret. */
export function keepLog(parts: Parts, build: Build, run: BuildRun, folder: BuildFolder): LogKeeper {
  const sealed = run.program?.sealedSecrets;
  let secrets = sealed ? (JSON.parse(parts.vault.open(sealed)) as string[]) : [];
  let hidden = prepare(secrets);
  const hiding = () => hidden;
  const shipper: LogShipper | undefined = build.logStream
    ? shipLog(parts, { buildId: build.id, root: folder.host, file: folder.outputFile, stream: build.logStream, hiding })
    : undefined;
  return {
    hide(more) {
      secrets = [...secrets, ...more];
      hidden = prepare(secrets);
    },
    hiding,
    finish: async () => await shipper?.finish(),
    stop: async () => await shipper?.stop(),
  };
}

/** Access key ids are masked by their form, as on AWS, whatever the build did to get them. */
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

function prepare(secrets: readonly string[]): Pick<LogCutting, 'secrets' | 'mask'> {
  const masked = createMasker(secrets);
  return {
    secrets: secrets.flatMap((secret) => secret.split(/\r?\n/)).map((piece) => Buffer.from(piece)),
    mask: (text) => masked(text).replace(ACCESS_KEY_ID, '***'),
  };
}
