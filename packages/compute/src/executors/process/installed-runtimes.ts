import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { quoteForShell } from '@codeyard/engine/build-program/quote-for-shell';
import type { Runtimes } from '@codeyard/engine/runtimes/parse-runtimes';

/** Where to look for runtimes on this machine. */
export interface RuntimePlaces {
  /** As in the environment variable. */
  readonly path: string;
  /** Whose version managers are looked at. */
  readonly home: string;
  /** Folders of Java installations. */
  readonly jvmFolder?: string;
}

interface Kind {
  readonly program: string;
  readonly versionArguments: readonly string[];
  /** Folders of version managers, relative to the home: one folder per version, with programs in its `bin`. */
  readonly managers: readonly string[];
}

/** By the names that buildspecs give them. */
const KINDS: Readonly<Record<string, Kind>> = {
  nodejs: { program: 'node', versionArguments: ['--version'], managers: ['.nvm/versions/node', '.nodenv/versions'] },
  python: { program: 'python3', versionArguments: ['--version'], managers: ['.pyenv/versions'] },
  golang: { program: 'go', versionArguments: ['version'], managers: ['.goenv/versions'] },
  ruby: { program: 'ruby', versionArguments: ['--version'], managers: ['.rbenv/versions'] },
  php: { program: 'php', versionArguments: ['--version'], managers: ['.phpenv/versions'] },
  java: { program: 'java', versionArguments: ['-version'], managers: [] },
};
const LONGEST_ANSWER_MS = 5_000;

const run = promisify(execFile);

/** The versions of runtimes that builds can have on this machine, each with the commands that select it. */
export async function installedRuntimes(places: RuntimePlaces): Promise<Runtimes> {
  const found = await Promise.all(
    Object.entries(KINDS).map(async ([runtime, kind]) => {
      const commands: Record<string, readonly string[]> = {
        ...(await fromManagers(kind, places)),
        ...(runtime === 'java' ? await fromJvmFolder(places) : {}),
        ...(runtime === 'python' ? await fromPath(places) : {}),
      };
      // What builds find anyway takes no command.
      const usual = await usualVersion(kind, places);
      if (usual) commands[usual] = [];
      const versions = Object.entries(commands).map(([version, list]) => [version, { commands: list, requires: {} }]);
      return [runtime, Object.fromEntries(versions)] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, versions]) => Object.keys(versions).length > 0));
}

async function usualVersion({ program, versionArguments }: Kind, { path }: RuntimePlaces): Promise<string | undefined> {
  const options = { env: { PATH: path }, timeout: LONGEST_ANSWER_MS };
  const said = await run(program, [...versionArguments], options).catch(() => undefined);
  return said && /\d+(\.\d+)+/.exec(said.stdout + said.stderr)?.[0];
}

async function fromManagers({ program, managers }: Kind, { home }: RuntimePlaces) {
  const commands: Record<string, string[]> = {};
  for (const manager of managers) {
    for (const name of await namesIn(join(home, manager))) {
      const bin = join(home, manager, name, 'bin');
      const version = /^v?(\d+(\.\d+)*)$/.exec(name)?.[1];
      if (version && (await isProgram(join(bin, program))))
        commands[version] = [`export PATH=${quoteForShell(bin)}:"$PATH"`];
    }
  }
  return commands;
}

/** `python3.11` and its like: links to it become `python` and `python3`. */
async function fromPath({ path }: RuntimePlaces) {
  const commands: Record<string, string[]> = {};
  for (const folder of path.split(delimiter).reverse()) {
    for (const name of await namesIn(folder)) {
      const version = /^python(3\.\d+)$/.exec(name)?.[1];
      if (!version || !(await isProgram(join(folder, name)))) continue;
      const [program, links] = [quoteForShell(join(folder, name)), `"$HOME/.runtimes/python-${version}"`];
      const link = (as: string) => `ln -sf ${program} ${links}/${as}`;
      commands[version] = [
        `mkdir -p ${links} && ${link('python')} && ${link('python3')} && export PATH=${links}:"$PATH"`,
      ];
    }
  }
  return commands;
}

async function fromJvmFolder({ jvmFolder = '/usr/lib/jvm' }: RuntimePlaces) {
  const commands: Record<string, string[]> = {};
  for (const name of await namesIn(jvmFolder)) {
    const folder = join(jvmFolder, name);
    const release = await readFile(join(folder, 'release'), 'utf8').catch(() => '');
    const version = /^JAVA_VERSION="(?:1\.)?(\d+[\d.]*)/m.exec(release)?.[1];
    if (!version || !(await isProgram(join(folder, 'bin/java')))) continue;
    commands[version] = [
      `export JAVA_HOME=${quoteForShell(folder)} PATH=${quoteForShell(join(folder, 'bin'))}:"$PATH"`,
    ];
  }
  return commands;
}

const namesIn = (folder: string) => readdir(folder).catch(() => []);

const isProgram = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
