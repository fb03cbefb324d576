import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Every process of a build, or of a machine, carries this variable with its id: also those that left its group. The stack of the EC2 build
 * environments has a variable CODEYARD_BUILD of its own.
 */
export const MARK = 'CODEYARD_PROCESS_OF';

const run = promisify(execFile);
/** Of processes, before others may go on. */
const MOST_AT_ONCE = 64;
const onLinux = process.platform === 'linux';

/** When a process started, in the kernel's own terms; undefined when there is none, or it is a zombie. */
export function processStart(pid: number): string | undefined {
  try {
    if (!onLinux)
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)])
          .toString()
          .trim() || undefined
      );
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold anything, so count from its end: state is field 3, start time field 22.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Ids of the processes that carry the mark of a build. */
export async function findMarkedProcesses(buildId: string): Promise<number[]> {
  const mark = `${MARK}=${buildId}`;
  if (!onLinux) return await findByPs(mark);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  // Read at once: the kernel answers in microseconds, and asking it in the background costs many times that.
  for (const [index, pid] of pids.entries()) {
    if (readEnvironment(pid).includes(mark) && processStart(Number(pid)) !== undefined) found.push(Number(pid));
    if (index % MOST_AT_ONCE === MOST_AT_ONCE - 1) await setImmediate();
  }
  return found;
}

/** Whether a process is there and carries the mark. */
export async function isMarkedProcess(pid: number, buildId: string): Promise<boolean> {
  if (!onLinux) return (await findMarkedProcesses(buildId)).includes(pid);
  return readEnvironment(String(pid)).includes(`${MARK}=${buildId}`) && processStart(pid) !== undefined;
}

function readEnvironment(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

async function findByPs(mark: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-axEww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split('\n').filter((line) => line.includes(mark));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0 && pid !== process.pid);
}
