import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandRefused, type CommandState, type MachineHost } from './machine-host.ts';

/** What every kind of machine must do: `open` makes a host that knows what another one of the same place has begun. */
export function describeMachineHost(
  name: string,
  open: () => Promise<MachineHost>,
  close: () => Promise<void>,
  image?: string,
): void {
  const shape = { image, vcpus: 1, memoryMib: 128 };
  describe(`machines of ${name}`, () => {
    let made = 0;
    afterAll(close);

    async function machine(): Promise<{ host: MachineHost; id: string }> {
      const host = await open();
      const id = `i-${++made}`;
      await host.boot(id, shape);
      return { host, id };
    }

    const script = (id: string, command: string, text: string) => ({
      ...{ machine: id, command, shell: 'sh' as const, script: text, environment: {} },
    });

    async function until(host: MachineHost, id: string, command: string, wanted: CommandState['state']) {
      for (let looks = 0; looks < 500; looks++) {
        const seen = await host.observe({ machine: id, command });
        if (seen.state === wanted) return seen;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`${command} never was ${wanted}`);
    }

    it('run commands, keep what they print apart, and their exit code', async () => {
      const { host, id } = await machine();
      await host.run({
        ...script(id, 'one', 'echo "$GREETING"; echo bad >&2; exit 3'),
        environment: { GREETING: 'hi' },
      });
      const seen = await until(host, id, 'one', 'exited');
      expect(seen).toMatchObject({ code: 3 });
      expect(await readFile(seen.output.stdout, 'utf8')).toBe('hi\n');
      expect(await readFile(seen.output.stderr, 'utf8')).toBe('bad\n');
      await host.destroy(id);
    });

    it('run the same command once, whoever asks again', async () => {
      const { host, id } = await machine();
      const order = script(id, 'once', 'echo x >> ~/times; sleep 0.2');
      await Promise.all([host.run(order), host.run(order)]);
      const other = await open();
      await other.run(order);
      await until(other, id, 'once', 'exited');
      await other.run(script(id, 'look', 'cat ~/times'));
      const seen = await until(other, id, 'look', 'exited');
      expect(await readFile(seen.output.stdout, 'utf8')).toBe('x\n');
      await host.destroy(id);
    });

    it('keep their files when they are halted, and end what ran', async () => {
      const { host, id } = await machine();
      await host.run(script(id, 'long', 'echo kept > ~/file; sleep 60 & sleep 60'));
      await until(host, id, 'long', 'running');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await host.halt(id);
      expect((await host.observe({ machine: id, command: 'long' })).state).toBe('gone');
      await host.boot(id, shape);
      await host.run(script(id, 'look', 'cat ~/file'));
      const seen = await until(host, id, 'look', 'exited');
      expect(await readFile(seen.output.stdout, 'utf8')).toBe('kept\n');
      await host.destroy(id);
    });

    it('go on where they were suspended', async () => {
      const { host, id } = await machine();
      await host.run(script(id, 'count', 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.05; done'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await host.suspend(id);
      const stdout = (await host.observe({ machine: id, command: 'count' })).output.stdout;
      const before = await readFile(stdout, 'utf8');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await readFile(stdout, 'utf8')).toBe(before);
      await host.boot(id, shape);
      await until(host, id, 'count', 'exited');
      expect(await readFile(stdout, 'utf8')).toBe('1\n2\n3\n4\n5\n6\n7\n8\n');
      await host.destroy(id);
    });

    it('run a script by its first line', async () => {
      const { host, id } = await machine();
      await host.run(script(id, 'cat', '#!/bin/cat\nitself\n'));
      const seen = await until(host, id, 'cat', 'exited');
      expect(await readFile(seen.output.stdout, 'utf8')).toBe('#!/bin/cat\nitself\n');
      await host.destroy(id);
    });

    it('end one command and leave the others', async () => {
      const { host, id } = await machine();
      await host.run(script(id, 'a', 'sleep 60'));
      await host.run(script(id, 'b', 'sleep 60'));
      await host.cancel({ machine: id, command: 'a' });
      await until(host, id, 'a', 'gone');
      expect((await host.observe({ machine: id, command: 'b' })).state).toBe('running');
      await host.destroy(id);
      await host.destroy(id);
    });

    it('take files', async () => {
      const { host, id } = await machine();
      await host.put({ machine: id, path: 'some/where/file', content: Buffer.from('content') });
      await host.run(script(id, 'look', 'cat ~/some/where/file'));
      const seen = await until(host, id, 'look', 'exited');
      expect(await readFile(seen.output.stdout, 'utf8')).toBe('content');
      await host.destroy(id);
    });

    it('refuse a working directory that is not there', async () => {
      const { host, id } = await machine();
      const order = { ...script(id, 'x', 'true'), workingDirectory: '/nowhere/at/all' };
      await expect(host.run(order)).rejects.toThrow(CommandRefused);
      await host.destroy(id);
    });
  });
}
