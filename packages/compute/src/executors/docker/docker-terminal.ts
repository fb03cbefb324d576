import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { TERMINAL_SCRIPT, terminalFile } from '@codeyard/engine/build-program/terminal-script';
import type { Terminal, TerminalOrder } from '../executor.ts';
import type { DockerClient } from './docker-client.ts';

/** A shell in a build's container. `root` is where the container sees the build's folder. */
export async function openDockerTerminal(docker: DockerClient, order: TerminalOrder, root: string): Promise<Terminal> {
  const { window, name, handle } = order;
  const size = window ? [String(window.columns), String(window.rows), window.term] : [];
  const isTty = window !== undefined;
  const exec = (command: readonly string[]) =>
    docker.call<{ Id: string }>('POST', `/containers/${handle.container}/exec`, {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: isTty,
      Cmd: command,
    });
  const { Id } = await exec(['/bin/sh', join(root, TERMINAL_SCRIPT), name, ...size]);
  const connection = await docker.attach(`/exec/${Id}/start`, { Detach: false, Tty: isTty });
  const ended = new Promise<void>((resolve) => {
    connection.once('close', resolve);
    connection.once('end', resolve);
  });
  connection.on('error', () => {});
  const { output, errors } = isTty ? { output: connection, errors: nothing() } : apart(connection);
  return {
    input: connection,
    output,
    errors,
    hasWindow: isTty,
    exited: ended.then(() => exitStatus(docker, Id)),
    resize({ columns, rows }) {
      docker.call('POST', `/exec/${Id}/resize?h=${rows}&w=${columns}`).catch(() => {});
    },
    close() {
      // The engine leaves a shell alone whose connection is gone.
      const line = `read -r pid rest < ${join(root, terminalFile(name))} && kill -HUP "$pid"`;
      void exec(['/bin/sh', '-c', line])
        .then((hangUp) => docker.call('POST', `/exec/${hangUp.Id}/start`, { Detach: true }))
        .catch(() => {})
        .finally(() => connection.destroy());
    },
  };
}

async function exitStatus(docker: DockerClient, id: string): Promise<number> {
  const { ExitCode } = await docker
    .call<{ ExitCode: number | null }>('GET', `/exec/${id}/json`)
    .catch(() => ({ ExitCode: null }));
  return ExitCode ?? KILLED;
}

/** The container went away under the shell. */
const KILLED = 137;

function nothing(): Readable {
  return new PassThrough().end();
}

const HEAD_BYTES = 8;
const ERRORS = 2;

/** Without a terminal the engine puts both outputs into one stream: eight bytes, of which one tells which and four how long. */
function apart(connection: Readable): { output: Readable; errors: Readable } {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  let rest: Buffer = Buffer.alloc(0);
  connection.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEAD_BYTES && rest.length >= HEAD_BYTES + rest.readUInt32BE(4)) {
      const end = HEAD_BYTES + rest.readUInt32BE(4);
      (rest[0] === ERRORS ? errors : output).write(rest.subarray(HEAD_BYTES, end));
      rest = rest.subarray(end);
    }
  });
  const finish = () => {
    output.end();
    errors.end();
  };
  connection.once('end', finish);
  connection.once('close', finish);
  return { output, errors };
}
