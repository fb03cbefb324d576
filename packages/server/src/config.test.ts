import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, SETTINGS, settingsHelp } from './config.ts';

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
    [['stray'], {}, /stray/],
    [['--public-url', 'builds.example.com'], {}, /--public-url must be a URL/],
    [['--git-host-api', 'github.com'], {}, /--git-host-api must be HOST=URL/],
    [['--git-host-api', 'github.com=localhost'], {}, /--git-host-api must be a URL/],
  ])('that cannot be used are refused: %j %j', (argv, environment, message) => {
    expect(() => readConfig(argv, environment)).toThrow(ConfigError);
    expect(() => readConfig(argv, environment)).toThrow(message);
  });

  it('are all in the help', () => {
    for (const { name } of SETTINGS) expect(settingsHelp()).toContain(`--${name} `);
  });
});
