import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRange } from '@codeyard/compute/executors/docker/private-network';
import { type Faults, NO_FAULTS, parseFaults } from './faults/faults.ts';
import { LOG_LEVELS, type LogLevel } from './platform/logger.ts';

/** Where a server keeps everything unless told otherwise. */
export const DEFAULT_DATA_FOLDER = join(homedir(), '.codeyard');

/** One row of the settings table: it makes parsing, `--help` and docs/settings.md. */
interface Setting {
  readonly name: string;
  /** Shown for the value in `--help`. */
  readonly value: string;
  readonly help: string;
  readonly fallback: string;
  /** May be given several times. */
  readonly list?: true;
  /** Yes when it is there; it takes no value. */
  readonly isSwitch?: true;
  readonly choices?: readonly string[];
}

/** Every setting, as `--<name>` or `CODEYARD_<NAME>`; flags win over the environment. */
export const SETTINGS = [
  {
    name: 'host',
    value: 'address',
    help: 'address to listen on; anything but loopback opens it to others',
    fallback: '127.0.0.1',
  },
  { name: 'port', value: 'number', help: 'port to listen on; 0 takes a free one', fallback: '4600' },
  { name: 'data', value: 'folder', help: 'folder that holds everything', fallback: DEFAULT_DATA_FOLDER },
  { name: 'database', value: 'url', help: 'postgres://… instead of the SQLite file in the data folder', fallback: '' },
  { name: 'region', value: 'name', help: 'the AWS region it stands for', fallback: 'us-east-1' },
  { name: 'account', value: 'id', help: 'the AWS account id it stands for', fallback: '123456789012' },
  { name: 'executor', value: 'name', help: 'where builds run', fallback: 'process', choices: ['process', 'docker'] },
  {
    name: 'source',
    value: 'remote=local',
    help: 'take a remote repository from a local folder or git URL; repeatable',
    fallback: '',
    list: true,
  },
  {
    name: 'image',
    value: 'name=name',
    help: 'run builds that ask for one image on another; repeatable',
    fallback: '',
    list: true,
  },
  {
    name: 'docker-host',
    value: 'url',
    help: 'Docker Engine to use (unix:///… or tcp://…)',
    fallback: 'unix:///var/run/docker.sock',
  },
  {
    name: 'docker-network',
    value: 'name',
    help: 'Docker network that builds join: private for one of its own each, host, none, or any that there is',
    fallback: 'private',
  },
  {
    name: 'docker-subnets',
    value: 'address/bits',
    help: 'addresses that private networks are cut from, sixteen for each',
    fallback: '10.213.0.0/16',
  },
  {
    name: 'docker-socket',
    value: 'yes|no',
    help: 'let privileged builds reach the Docker engine (they then own this machine)',
    fallback: 'no',
    choices: ['yes', 'no'],
  },
  {
    name: 'docker-privileged',
    value: 'yes|no',
    help: 'give privileged builds containers without bounds, say for an engine of their own (they then own this machine)',
    fallback: 'no',
    choices: ['yes', 'no'],
  },
  {
    name: 'concurrent-builds',
    value: 'number',
    help: 'builds that run at once; more wait in the queue',
    fallback: '8',
  },
  {
    name: 'concurrent-functions',
    value: 'number',
    help: 'processes of Lambda functions at once; more calls wait',
    fallback: '32',
  },
  {
    name: 'function-modules',
    value: 'folder',
    help: 'node_modules that Node.js functions find behind their own: the AWS SDK, which is part of the runtimes on AWS',
    fallback: '',
  },
  {
    name: 'concurrent-instances',
    value: 'number',
    help: 'EC2 instances at once; more are refused',
    fallback: '32',
  },
  {
    name: 'ami',
    value: 'pattern',
    help: 'AMI ids that there are, with * for any text; behind it =windows, or =docker:IMAGE for containers; repeatable',
    fallback: 'ami-*',
    list: true,
  },
  {
    name: 'faults',
    value: 'file',
    help: 'fault script (JSON): slow, full or throttled services, to rehearse with',
    fallback: '',
  },
  {
    name: 'record-unknown-resources',
    value: 'yes|no',
    help: 'write down resources of CloudFormation types that are not here, instead of refusing their templates',
    fallback: 'no',
    choices: ['yes', 'no'],
    isSwitch: true,
  },
  {
    name: 'webhook-secret',
    value: 'text',
    help: 'what git hosts sign deliveries to /_codeyard/connections/github (gitlab, bitbucket) with; without it none are taken',
    fallback: '',
  },
  {
    name: 'public-url',
    value: 'url',
    help: 'where git hosts reach this server (https://builds.example.com): the addresses of webhooks and badges; its own address when left out',
    fallback: '',
  },
  {
    name: 'git-host-api',
    value: 'host=url',
    help: 'where the REST API of a git host is (github.com=http://localhost:3000), if not at its usual place; repeatable',
    fallback: '',
    list: true,
  },
  {
    name: 'registry',
    value: 'url',
    help: 'OCI registry (http://localhost:5000) that ECR source actions read their images from',
    fallback: '',
  },
  {
    name: 'poll-seconds',
    value: 'number',
    help: 'how often the sources of pipelines are looked at for changes; 0 for never',
    fallback: '30',
  },
  {
    name: 'iam',
    value: 'mode',
    help: 'strict checks trust policies when a role is assumed; record only keeps them',
    fallback: 'record',
    choices: ['record', 'strict'],
  },
  {
    name: 'stop-with-stdin',
    value: 'yes|no',
    help: 'stop when standard input ends, so that whoever started the server is not outlived by it',
    fallback: 'no',
    choices: ['yes', 'no'],
  },
  {
    name: 'log-level',
    value: 'level',
    help: 'what goes to standard error, as JSON lines',
    fallback: 'warn',
    choices: LOG_LEVELS,
  },
] as const satisfies readonly Setting[];

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path. */
  readonly dataFolder: string;
  /** `sqlite:<file>` or `postgres://…`. */
  readonly database: string;
  readonly region: string;
  readonly account: string;
  readonly executor: 'process' | 'docker';
  /** `<remote>=<local>`, as given. */
  readonly sources: readonly string[];
  /** `<asked for>=<used>`, as given. */
  readonly images: readonly string[];
  readonly dockerHost: string;
  readonly dockerNetwork: string;
  readonly dockerSubnets: string;
  readonly dockerSocket: boolean;
  readonly dockerPrivileged: boolean;
  readonly concurrentBuilds: number;
  readonly concurrentFunctions: number;
  /** Absolute path, or empty. */
  readonly functionModules: string;
  readonly concurrentInstances: number;
  /** `<pattern>` or `<pattern>=<system>`, as given. */
  readonly amis: readonly string[];
  readonly faults: Faults;
  readonly recordUnknownResources: boolean;
  readonly webhookSecret: string;
  /** Without a slash at the end; empty when it is the server's own address. */
  readonly publicUrl: string;
  /** REST APIs of git hosts, by the host's name. */
  readonly gitHostApis: ReadonlyMap<string, string>;
  readonly registry: string;
  readonly pollSeconds: number;
  readonly iam: 'record' | 'strict';
  readonly stopWithStdin: boolean;
  /** Where builds of the process executor find their programs. */
  readonly path: string;
  readonly logLevel: LogLevel;
}

/** A setting that cannot be used; the message says which and what would do. */
export class ConfigError extends Error {}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads flags and environment; throws a ConfigError for what it does not know. */
export function readConfig(argv: readonly string[], environment: Environment = process.env): Config {
  const flags = parseFlags(argv);
  for (const name of Object.keys(environment)) refuseUnknownVariable(name);
  const texts = (setting: Setting): string[] => {
    const given = flags[setting.name] ?? environment[variableName(setting.name)];
    const values = Array.isArray(given) ? given : given === undefined ? [setting.fallback] : splitList(setting, given);
    for (const value of values) checkChoice(setting, value);
    return values.filter((value) => value !== '');
  };
  const text = (name: (typeof SETTINGS)[number]['name']): string => texts(settingNamed(name)).at(-1) ?? '';
  const dataFolder = resolve(text('data'));
  return {
    host: text('host'),
    port: wholeNumber('port', text('port'), 65_535),
    dataFolder,
    database: text('database') || `sqlite:${join(dataFolder, 'codeyard.db')}`,
    region: text('region'),
    account: accountId(text('account')),
    executor: text('executor') as Config['executor'],
    sources: texts(settingNamed('source')),
    images: texts(settingNamed('image')),
    dockerHost: text('docker-host'),
    dockerNetwork: text('docker-network'),
    dockerSubnets: addressRange(text('docker-subnets')),
    dockerSocket: text('docker-socket') === 'yes',
    dockerPrivileged: text('docker-privileged') === 'yes',
    concurrentBuilds: wholeNumber('concurrent-builds', text('concurrent-builds'), 10_000),
    concurrentFunctions: wholeNumber('concurrent-functions', text('concurrent-functions'), 10_000),
    functionModules: text('function-modules') && resolve(text('function-modules')),
    concurrentInstances: wholeNumber('concurrent-instances', text('concurrent-instances'), 100_000),
    amis: texts(settingNamed('ami')).map(imagePattern),
    faults: readFaults(text('faults')),
    recordUnknownResources: text('record-unknown-resources') === 'yes',
    webhookSecret: text('webhook-secret'),
    publicUrl: webAddress('public-url', text('public-url')),
    gitHostApis: new Map(texts(settingNamed('git-host-api')).map(gitHostApi)),
    registry: text('registry'),
    pollSeconds: wholeNumber('poll-seconds', text('poll-seconds'), 86_400),
    iam: text('iam') as Config['iam'],
    stopWithStdin: text('stop-with-stdin') === 'yes',
    path: environment.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    logLevel: text('log-level') as LogLevel,
  };
}

/** The settings as `--help` lists them. */
export function settingsHelp(): string {
  const rows = SETTINGS.map((setting: Setting) => [flagOf(setting), describe(setting)] as const);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n');
}

const flagOf = ({ name, value, isSwitch }: Setting) => (isSwitch ? `--${name}` : `--${name} <${value}>`);

function describe(setting: Setting): string {
  if (setting.isSwitch) return setting.help;
  const choices = setting.choices ? ` (${setting.choices.join(', ')})` : '';
  return `${setting.help}${choices}${setting.fallback ? ` [${setting.fallback}]` : ''}`;
}

function parseFlags(argv: readonly string[]): Record<string, string | string[] | undefined> {
  const options = Object.fromEntries(
    SETTINGS.map((setting: Setting) => [
      setting.name,
      { type: setting.isSwitch ? ('boolean' as const) : ('string' as const), multiple: setting.list === true },
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    const texts = Object.entries(values).map(([name, value]) => [name, value === true ? 'yes' : value]);
    return Object.fromEntries(texts) as Record<string, string>;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

const variableName = (name: string) => `CODEYARD_${name.toUpperCase().replaceAll('-', '_')}`;

/** Variables of the same prefix that are no server settings. */
const OTHER_VARIABLES = new Set(['CODEYARD_BUILD', 'CODEYARD_PROCESS_OF', 'CODEYARD_TEST_DATABASE']);

function refuseUnknownVariable(name: string): void {
  if (!name.startsWith('CODEYARD_') || OTHER_VARIABLES.has(name)) return;
  if (!SETTINGS.some((setting) => variableName(setting.name) === name)) {
    throw new ConfigError(`${name} is not a setting; see codeyard serve --help`);
  }
}

function splitList(setting: Setting, value: string): string[] {
  return setting.list ? value.split(',') : [value];
}

function settingNamed(name: string): Setting {
  const setting = SETTINGS.find((candidate) => candidate.name === name);
  if (!setting) throw new ConfigError(`--${name} is not a setting`);
  return setting;
}

function checkChoice(setting: Setting, value: string): void {
  if (setting.choices && !setting.choices.includes(value)) {
    throw new ConfigError(`--${setting.name} must be one of ${setting.choices.join(', ')}, not '${value}'`);
  }
}

function wholeNumber(name: string, value: string, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > max) {
    throw new ConfigError(`--${name} must be a whole number up to ${max}, not '${value}'`);
  }
  return number;
}

/** Without a slash at the end; empty for nothing. */
function webAddress(name: string, text: string): string {
  if (text === '' || /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(text)) return text.replace(/\/+$/, '');
  throw new ConfigError(`--${name} must be a URL such as https://builds.example.com, not '${text}'`);
}

function gitHostApi(text: string): [string, string] {
  const [, host, url] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
  if (host && url) return [host.toLowerCase(), webAddress('git-host-api', url)];
  throw new ConfigError(`--git-host-api must be HOST=URL, such as github.com=http://localhost:3000, not '${text}'`);
}

function imagePattern(text: string): string {
  if (/^[a-z0-9*-]+(=(linux|windows|docker:[^\s=]+))?$/.test(text)) return text;
  throw new ConfigError(
    `--ami must be a pattern such as ami-*, ami-0a*=windows or ami-0b*=docker:IMAGE, not '${text}'`,
  );
}

function addressRange(text: string): string {
  if (parseRange(text)) return text;
  throw new ConfigError(`--docker-subnets must be a range of addresses such as 10.213.0.0/16, not '${text}'`);
}

function readFaults(file: string): Faults {
  if (!file) return NO_FAULTS;
  try {
    return parseFaults(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ConfigError(`--faults ${file} cannot be used: ${(error as Error).message}`);
  }
}

function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new ConfigError(`--account must be twelve digits, not '${value}'`);
  return value;
}
