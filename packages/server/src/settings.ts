import { homedir } from 'node:os';
import { join } from 'node:path';
import { LOG_LEVELS } from './platform/logger.ts';

/** Where a server keeps everything unless told otherwise. */
export const DEFAULT_DATA_FOLDER = join(homedir(), '.codeyard');

/** One row of the settings table: it makes parsing, `--help` and docs/settings.md. */
export interface Setting {
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
    help: 'run builds that ask for one image on another; * in the first stands for any text; repeatable',
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
    name: 'build-limit',
    value: 'type/compute=number',
    help: 'builds of one environment type and compute type that run at once (LINUX_CONTAINER/BUILD_GENERAL1_SMALL=4); five times as many may wait; repeatable',
    fallback: '',
    list: true,
  },
  {
    name: 'build-capacity',
    value: 'vCPUs/MiB',
    help: 'what builds and the machines of fleets may take up in all, by their compute types (8/16384); slots alone count without it',
    fallback: '',
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
