import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildPlan, type PlannedPhase, SCRIPT_PHASES, type ScriptPhase } from '../build-plan.ts';
import type { BuildProgress } from '../build-progress.ts';
import { compileBuildProgram } from '../compile-build-program.ts';
import { CONTROL_FILES } from '../control-files.ts';
import { readProgress } from '../read-progress.ts';
import type { TestShell } from './shells.ts';

export type TestPhase = Partial<Omit<PlannedPhase, 'type'>>;

/** What a test says of a build; everything else is what most builds have. */
export interface TestBuild extends Partial<Omit<BuildPlan, 'phases' | 'root' | 'sourceFolder'>> {
  readonly phases: Partial<Record<ScriptPhase, TestPhase | readonly string[]>>;
  /** Prepares the source folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the machine's own environment holds besides PATH. */
  readonly inherited?: Readonly<Record<string, string>>;
  /** Lets a program that is not run by this user write its files. */
  readonly openToAll?: boolean;
}

export interface FinishedProgram {
  readonly plan: BuildPlan;
  readonly exitStatus: number | null;
  readonly log: string;
  /** The log without the lines that the program itself writes. */
  readonly commandOutput: string;
  readonly errors: string;
  readonly progress: BuildProgress;
  readonly events: string;
  readonly milliseconds: number;
  exported(): Promise<Record<string, string>>;
  expansions(): Promise<Record<string, string>>;
  read(path: string): Promise<string>;
}

/** Folders with blanks and quotes in their names: nothing may depend on plain ones. */
const ROOT = "code build's";
const SOURCE = 'output/src 1/src';

export interface PreparedProgram {
  readonly plan: BuildPlan;
  readonly run: () => Promise<FinishedProgram>;
  readonly remove: () => Promise<void>;
}

export async function prepareProgram(shell: TestShell, build: TestBuild): Promise<PreparedProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'build-program-'));
  await chmod(folder, 0o755);
  const root = join(folder, ROOT);
  const plan = makePlan(root, build, shell.argv[0] === 'busybox' ? await wrapperFor(shell, folder) : shell.argv[0]);
  const program = compileBuildProgram(plan);
  await writeAll(plan.sourceFolder, build.files ?? {});
  for (const { path, text, mode } of program.files) await writeAll(root, { [path]: text }, mode);
  if (build.openToAll) execFileSync('chmod', ['-R', 'a+rwX', root]);
  return {
    plan,
    run: async () => {
      const startedAt = performance.now();
      const exitStatus = await start(shell, join(root, program.entry), build.inherited ?? {});
      return await collect(plan, exitStatus, performance.now() - startedAt);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs a build to its end and removes what it left. */
export async function runProgram<T>(
  shell: TestShell,
  build: TestBuild,
  look: (finished: FinishedProgram) => T | Promise<T>,
): Promise<T> {
  const prepared = await prepareProgram(shell, build);
  try {
    return await look(await prepared.run());
  } finally {
    await prepared.remove();
  }
}

/** `busybox ash` is two words; `env.shell` is one. */
async function wrapperFor({ argv }: TestShell, folder: string): Promise<string> {
  const path = join(folder, 'ash');
  await writeFile(path, `#!/bin/sh\nexec ${argv.join(' ')} "$@"\n`, { mode: 0o755 });
  return path;
}

function makePlan(
  root: string,
  { phases, files: _, inherited: __, openToAll: ___, ...given }: TestBuild,
  shell: string,
): BuildPlan {
  return {
    root,
    sourceFolder: join(root, SOURCE),
    shell,
    version: '0.2',
    logPrefix: '[Container]',
    environment: { HOME: '/root' },
    exportedVariables: [],
    expansions: {},
    ...given,
    phases: SCRIPT_PHASES.map((type) => {
      const phase = phases[type] ?? {};
      return { type, commands: [], finally: [], ...('length' in phase ? { commands: phase } : phase) } as PlannedPhase;
    }),
  };
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>, mode = 0o644): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
  }
}

/** Standard output and error are pipes, as a careless executor would have them: the program must not need them. */
function start(shell: TestShell, entry: string, inherited: Readonly<Record<string, string>>): Promise<number | null> {
  const [file, ...options] = shell.argv;
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...inherited };
  const child = spawn(file, [...options, entry], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function collect(plan: BuildPlan, exitStatus: number | null, milliseconds: number): Promise<FinishedProgram> {
  const read = (path: string) => readFile(join(plan.root, path), 'utf8').catch(() => '');
  const [log, events, errors] = [
    await read(CONTROL_FILES.output),
    await read(CONTROL_FILES.events),
    await read(CONTROL_FILES.errors),
  ];
  return {
    plan,
    exitStatus,
    log,
    commandOutput: withoutProgramLines(log, plan),
    errors,
    events,
    progress: readProgress(events),
    milliseconds,
    exported: () => readFolder(join(plan.root, CONTROL_FILES.exported)),
    expansions: () => readFolder(join(plan.root, CONTROL_FILES.expansions)),
    read,
  };
}

function withoutProgramLines(log: string, { phases }: BuildPlan): string {
  const texts = phases.flatMap((phase) => [...phase.commands, ...phase.finally]).filter((text) => text.includes('\n'));
  const oneLine = texts.reduce(
    (rest, text) => rest.replaceAll(`command ${text}`, text.endsWith('\n') ? 'command\n' : 'command'),
    log,
  );
  return oneLine.replaceAll(/^\[Container\] .*\n/gm, '');
}

async function readFolder(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const entries = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  return Object.fromEntries(entries);
}
