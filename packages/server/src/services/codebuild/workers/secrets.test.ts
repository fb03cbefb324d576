import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab, contextOf, spec } from '../testing/build-lab.ts';

let yard: Yard;
let lab: BuildLab;
beforeAll(async () => {
  yard = await startYard();
  lab = buildLab(yard);
  const ssm = yard.client(SSMClient);
  for (const [Name, Value] of [
    ['/prod/db/host', 'db.internal.example'],
    ...Array.from({ length: 12 }, (_, index) => [`/many/${index}`, `value-${index}`]),
  ]) {
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  }
  const secretsmanager = yard.client(SecretsManagerClient);
  const create = (Name: string, SecretString: string) =>
    secretsmanager.send(new CreateSecretCommand({ Name, SecretString }));
  await create('prod/api-key', JSON.stringify({ api_key: 'k-very-secret', user: 'me' }));
  await create('plain', 'open sesame');
});
afterAll(() => yard.stop());

const env = (text: string) => `env:\n${text}`;

describe('values from stores', () => {
  it('reach the commands, and are hidden in the log however they are printed', async () => {
    const { build, log } = await lab.run(
      spec(
        {
          build: [
            'echo "host=$DB_HOST key=$API_KEY"',
            'printf "half: %s" "k-very"; sleep 0.05; printf "%s\\n" "-secret"',
            'set -x; test "$API_KEY" = k-very-secret',
            'test "$DB_HOST" = db.internal.example && test "$PHRASE" = "open sesame"',
          ],
        },
        env(
          '  parameter-store: {DB_HOST: /prod/db/host}\n' +
            '  secrets-manager: {API_KEY: "prod/api-key:api_key", PHRASE: plain}',
        ),
      ),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\nhost=*** key=***\n');
    expect(log).toContain('\nhalf: ***\n');
    expect(log).not.toMatch(/very-secret|internal\.example/);
  });

  it('are hidden in the context of the command that failed, too', async () => {
    const { build } = await lab.run(
      spec({ build: ['test k-very-secret = other'] }, env('  secrets-manager: {API_KEY: "prod/api-key:api_key"}')),
    );
    expect(contextOf(build, 'BUILD')).toBe(
      'COMMAND_EXECUTION_ERROR: Error while executing command: test *** = other. Reason: exit status 1',
    );
  });

  it('come by the dozen', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `V${index}: /many/${index}`).join(', ');
    const { build } = await lab.run(
      spec({ build: ['test "$V0$V11" = value-0value-11'] }, env(`  parameter-store: {${names}}`)),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
  });

  it('that are not there fail DOWNLOAD_SOURCE by name', async () => {
    const missing = await lab.run(spec({ build: ['true'] }, env('  parameter-store: {A: /not/there}')));
    expect(contextOf(missing.build, 'DOWNLOAD_SOURCE')).toBe('CLIENT_ERROR: Parameter does not exist: /not/there');
    const secret = await lab.run(spec({ build: ['true'] }, env('  secrets-manager: {A: "not-there"}')));
    expect(contextOf(secret.build, 'DOWNLOAD_SOURCE')).toMatch(/^Secrets Manager Error: ResourceNotFoundException: /);
    const key = await lab.run(spec({ build: ['true'] }, env('  secrets-manager: {A: "prod/api-key:nope"}')));
    expect(contextOf(key.build, 'DOWNLOAD_SOURCE')).toMatch(/^Secrets Manager Error: .*nope/);
  });

  it('are not fetched when an override of the same name wins', async () => {
    const { build, log } = await lab.run(spec({ build: ['echo "[$A]"'] }, env('  secrets-manager: {A: "not-there"}')), {
      environmentVariablesOverride: [{ name: 'A', value: 'plain text' }],
    });
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\n[plain text]\n');
  });

  it('are not exported', async () => {
    const { build } = await lab.run(
      spec({ build: ['B=1'] }, env('  secrets-manager: {A: plain}\n  exported-variables: [A, B]')),
    );
    expect(build.exportedEnvironmentVariables).toEqual([{ name: 'B', value: '1' }]);
  });
});

describe('the credentials of a build', () => {
  const show = (file: string) =>
    spec({
      build: [
        `printf '%s\\n%s' "$AWS_CONTAINER_CREDENTIALS_FULL_URI" "$AWS_CONTAINER_AUTHORIZATION_TOKEN" > ${file}; sleep 2`,
      ],
    });
  const fetchFrom = (url: string, token: string) => fetch(url, { headers: { authorization: token } });

  it('are those of its role, for its own token, while it runs', async () => {
    const file = join(yard.dataFolder, 'credentials');
    const id = await lab.start(await lab.project(show(file)));
    await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\n./);
    const [url = '', token = ''] = (await readFile(file, 'utf8')).split('\n');
    const answer = await fetchFrom(url, token);
    expect(await answer.json()).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA/),
      Token: expect.any(String),
    });
    expect((await fetchFrom(url, 'wrong')).status).toBe(403);
    const { log } = await lab.finish(id);
    expect((await fetchFrom(url, token)).status).toBe(403);
    expect(log).not.toContain(token);
  });
});
