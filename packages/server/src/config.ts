import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isImageMapping } from '@codeyard/compute/executors/docker/image-map';
import { parseRange } from '@codeyard/compute/executors/docker/private-network';
import { type Faults, NO_FAULTS, parseFaults } from './faults/faults.ts';
import type { LogLevel } from './platform/logger.ts';
import { SETTINGS, type Setting } from './settings.ts';

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
  /** By `<environment type>/<compute type>`. */
  readonly buildLimits: Readonly<Record<string, number>>;
  readonly buildCapacity: { readonly cpus: number; readonly memoryMiB: number } | undefined;
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
    images: texts(settingNamed('image')).map(imageMapping),
    dockerHost: text('docker-host'),
    dockerNetwork: text('docker-network'),
    dockerSubnets: addressRange(text('docker-subnets')),
    dockerSocket: text('docker-socket') === 'yes',
    dockerPrivileged: text('docker-privileged') === 'yes',
    concurrentBuilds: wholeNumber('concurrent-builds', text('concurrent-builds'), 10_000),
    buildLimits: Object.fromEntries(texts(settingNamed('build-limit')).map(buildLimit)),
    buildCapacity: buildCapacity(text('build-capacity')),
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

function buildLimit(text: string): readonly [string, number] {
  const [, pool, number] = /^([A-Z0-9_]+\/[A-Z0-9_]+)=(\d{1,5})$/.exec(text) ?? [];
  if (pool) return [pool, Number(number)];
  throw new ConfigError(`--build-limit must be as LINUX_CONTAINER/BUILD_GENERAL1_SMALL=4, not '${text}'`);
}

function buildCapacity(text: string): Config['buildCapacity'] {
  if (text === '') return undefined;
  const [, cpus, memoryMiB] = /^(\d{1,5})\/(\d{1,9})$/.exec(text) ?? [];
  if (Number(cpus) > 0 && Number(memoryMiB) > 0) return { cpus: Number(cpus), memoryMiB: Number(memoryMiB) };
  throw new ConfigError(`--build-capacity must be vCPUs and MiB, such as 8/16384, not '${text}'`);
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

function imageMapping(text: string): string {
  if (isImageMapping(text)) return text;
  throw new ConfigError(`--image must be NAME=NAME, such as aws/codebuild/*=my/image:7, not '${text}'`);
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
