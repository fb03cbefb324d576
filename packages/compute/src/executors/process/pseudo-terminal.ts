import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a process is given a terminal of its own without native code: by a program of the machine that can. */
export type PseudoTerminal = 'script' | 'python' | 'none';

/** What this machine has for it; `path` is where programs are looked for. */
export async function findPseudoTerminal(path: string): Promise<PseudoTerminal> {
  const answers = async (program: string, ...argv: string[]) =>
    await run(program, argv, { env: { PATH: path } }).then(
      ({ stdout }) => stdout,
      () => '',
    );
  // Only that of util-linux takes its input from a pipe.
  if ((await answers('script', '--version')).includes('util-linux')) return 'script';
  return (await answers('python3', '-c', 'import pty; print("yes")')).includes('yes') ? 'python' : 'none';
}

/**
 * Runs its arguments in a terminal, between standard input and output; sizes come as lines on descriptor 3. It ends as its program
 * does.
 */
const PYTHON = `
import fcntl, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.closerange(3, 64)
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [0, 3, terminal]
sizes = b''
def give(data):
    while data:
        data = data[os.write(terminal, data):]
while True:
    ready = select.select(sources, [], [])[0]
    if terminal in ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b''
        if not data:
            break
        while data:
            data = data[os.write(1, data):]
    if 0 in ready:
        data = os.read(0, 65536)
        if not data:
            sources.remove(0)
        give(data or b'\\x04')
    if 3 in ready:
        data = os.read(3, 4096)
        if not data:
            sources.remove(3)
        sizes += data
        while b'\\n' in sizes:
            line, sizes = sizes.split(b'\\n', 1)
            columns, rows = map(int, line.split())
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

/** The command line that runs `argv` in a terminal. */
export function inTerminal(kind: Exclude<PseudoTerminal, 'none'>, argv: readonly string[]): [string, string[]] {
  if (kind === 'python') return ['python3', ['-c', PYTHON, ...argv]];
  const line = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', ['--quiet', '--flush', '--return', '--command', `exec ${line}`, '/dev/null']];
}
