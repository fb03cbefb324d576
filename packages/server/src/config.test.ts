import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, settingsHelp } from './config.ts';
import { SETTINGS } from './settings.ts';

describe('settings', () => {
  it('have working defaults that listen on loopback only', () => {
    const config = readConfig([], {});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4600, region: 'us-east-1', executor: 'process' });
    expect(config.database).toBe(`sqlite:${config.dataFolder}/codeyard.db`);
  });

  it('come from flags first, then from the environment', () => {
    const environment = {
      CODEYARD_PORT: '1',
      CODEYARD_REGION: 'eu-west-1',
      CODEYARD_SOURCE: 'a/b=/x,c=/y',
      HOME: '/h',
    };
    const config = readConfig(['--port', '0', '--image', 'a=b', '--image', 'c=d'], environment);
    expect(config).toMatchObject({ port: 0, region: 'eu-west-1', sources: ['a/b=/x', 'c=/y'], images: ['a=b', 'c=d'] });
  });

  it.each([
    [['--prot', '1'], {}, /--prot/],
    [[], { CODEYARD_PROT: '1' }, /CODEYARD_PROT is not a setting/],
    [['--port', 'x'], {}, /--port must be a whole number/],
    [['--executor', 'k8s'], {}, /--executor must be one of process, docker/],
    [[], { CODEYARD_IAM: 'lax' }, /--iam must be one of/],
    [['--account', '12'], {}, /twelve digits/],
    [['--build-limit', 'SMALL=1'], {}, /--build-limit must be as/],
    [['--build-capacity', '8'], {}, /--build-capacity must be vCPUs and MiB/],
    [['stray'], {}, /stray/],
    [['--public-url', 'builds.example.com'], {}, /--public-url must be a URL/],
    [['--image', 'node:22'], {}, /--image must be NAME=NAME/],
    [['--git-host-api', 'github.com'], {}, /--git-host-api must be HOST=URL/],
    [['--git-host-api', 'github.com=localhost'], {}, /--git-host-api must be a URL/],
  ])('that cannot be used are refused: %j %j', (argv, environment, message) => {
    expect(() => readConfig(argv, environment)).toThrow(ConfigError);
    expect(() => readConfig(argv, environment)).toThrow(message);
  });

  it('say how many builds run at once, by kind and by what they take up', () => {
    const kinds = ['--build-limit', 'LINUX_CONTAINER/BUILD_GENERAL1_SMALL=4', '--build-limit', 'A/B=0'];
    expect(readConfig([...kinds, '--build-capacity', '8/16384'], {})).toMatchObject({
      buildLimits: { 'LINUX_CONTAINER/BUILD_GENERAL1_SMALL': 4, 'A/B': 0 },
      buildCapacity: { cpus: 8, memoryMiB: 16_384 },
    });
    expect(readConfig([], {})).toMatchObject({ buildLimits: {}, buildCapacity: undefined });
  });

  it('are all in the help', () => {
    for (const { name } of SETTINGS) expect(settingsHelp()).toContain(`--${name} `);
  });
});
