import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { terminalFile, terminalScript } from '@codeyard/engine/build-program/terminal-script';
import { afterEach, expect, it } from 'vitest';
import type { BuildHandle, Executor, Terminal, TerminalWindow } from './executor.ts';
import { ENTRY, makeWorkFolder, until, type WorkFolder } from './testing/work-folder.ts';

const WINDOW: TerminalWindow = { columns: 101, rows: 31, term: 'xterm' };

/** What every executor owes to those who look into a running build. Without `hasTerminals` its shells read from a pipe only. */
export function terminalContract(create: () => Executor, image = 'codeyard-test', hasTerminals = true): void {
  const folders: [WorkFolder, BuildHandle][] = [];
  let shells = 0;

  afterEach(async () => {
    for (const [folder, handle] of folders.splice(0)) {
      await create().stop(handle);
      await create().dispose(folder.order);
      folder.remove();
    }
  });

  async function open(window?: TerminalWindow) {
    const folder = makeWorkFolder('echo up; sleep 100', { image });
    const executor = create();
    const root = executor.buildRoot(folder.order.workFolder);
    const { path, text } = terminalScript({ root, shell: '/bin/sh' });
    const write = (file: string, content: string) => {
      mkdirSync(dirname(join(folder.order.workFolder, 'codebuild', file)), { recursive: true });
      writeFileSync(join(folder.order.workFolder, 'codebuild', file), content);
    };
    write(path, text);
    write('output/tmp/env.sh', "export WORD='two words'\n");
    write('output/tmp/dir.txt', `${root}/output/src\n`);
    write('output/src/file', '');
    await executor.provision(folder.order, () => {}, new AbortController().signal);
    const handle = await executor.start(folder.order, ENTRY);
    folders.push([folder, handle]);
    await until(() => folder.output() === 'up\n');
    shells += 1;
    const { workFolder } = folder.order;
    const name = `shell-${shells}`;
    const terminal = await create().openTerminal({ handle, workFolder, name, ...(window ? { window } : {}) });
    const isUp = () => existsSync(join(workFolder, 'codebuild', terminalFile(name)));
    return { terminal, root, executor, handle, isUp, ...listen(terminal) };
  }

  function listen({ output, errors }: Terminal) {
    const heard = { output: '', errors: '' };
    output.on('data', (chunk: Buffer) => {
      heard.output += chunk.toString();
    });
    errors.on('data', (chunk: Buffer) => {
      heard.errors += chunk.toString();
    });
    return { heard, says: (text: string | RegExp) => until(() => new RegExp(text).test(heard.output)) };
  }

  it('opens a shell in the folder and with the variables of the next command', async () => {
    const { terminal, root, heard } = await open();
    terminal.input.end('echo "$WORD in $PWD"; command -v no-such; echo careful >&2; exit 3\n');
    expect(await terminal.exited).toBe(3);
    await until(() => heard.errors !== '');
    expect(heard.output).toBe(`two words in ${root}/output/src\n`);
    expect(heard.errors).toBe('careful\n');
  });

  it('ends a shell whose client hangs up, and every shell with its build', async () => {
    const first = await open(hasTerminals ? WINDOW : undefined);
    await until(first.isUp);
    first.terminal.close();
    expect(await first.terminal.exited).toEqual(expect.any(Number));
    const second = await open(hasTerminals ? WINDOW : undefined);
    await until(second.isUp);
    await second.executor.stop(second.handle);
    expect(await second.terminal.exited).toEqual(expect.any(Number));
  });

  if (!hasTerminals) {
    it('says so where it cannot give a shell a terminal', async () => {
      const { terminal, heard } = await open(WINDOW);
      expect(terminal).toMatchObject({ hasWindow: false, notice: expect.stringContaining('no terminal') });
      terminal.input.end('tty; exit 4\n');
      expect(await terminal.exited).toBe(4);
      expect(heard.output).toBe('not a tty\n');
    });
    return;
  }

  it('gives the shell a terminal of the client’s kind and size, which may change', async () => {
    const { terminal, says, isUp } = await open(WINDOW);
    await until(isUp);
    expect(terminal.hasWindow).toBe(true);
    terminal.input.write('echo "kind=$TERM"; tty; stty size\n');
    await says('kind=xterm');
    await says('/dev/pts/\\d|/dev/console');
    await says('31 101');
    terminal.resize({ columns: 77, rows: 22 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    terminal.input.write('stty size\n');
    await says('22 77');
    terminal.input.write('exit 5\n');
    expect(await terminal.exited).toBe(5);
  });

  it('interrupts what runs in it, and ends at the end of its input', async () => {
    const { terminal, says, isUp } = await open(WINDOW);
    await until(isUp);
    terminal.input.write('echo be""gun; sleep 100; echo after=$?\n');
    await says('begun');
    await new Promise((resolve) => setTimeout(resolve, 300));
    terminal.input.write('\x03');
    terminal.input.write('echo still""here\n');
    await says('stillhere');
    terminal.input.write('\x04');
    expect(await terminal.exited).toEqual(expect.any(Number));
  });
}
