import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const run = promisify(execFile);

/** Every aws on the path: version 1 and version 2 where both are installed. */
const found = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'aws'))
  .filter((file) => existsSync(file));
const programs = [...new Set(found.map((file) => file.replace(/^\/bin\//, '/usr/bin/')))];

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: '*' }] };

let yard: Yard;
let folder: string;
beforeAll(async () => {
  yard = await startYard();
  folder = await mkdtemp(join(tmpdir(), 'codeyard-iam-cli-'));
  await writeFile(join(folder, 'trust.json'), JSON.stringify(TRUST));
  await writeFile(join(folder, 'policy.json'), JSON.stringify(POLICY));
});
afterAll(async () => {
  await yard.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(programs.length === 0)('the aws CLI (skipped where none is installed)', () => {
  describe.each(programs.map((program, index) => [program, `cli-role-${index}`] as const))('%s', (program, role) => {
    const call = (words: string, credentials: Record<string, string> = {}) => {
      const env = { PATH: process.env.PATH, HOME: folder, ...yard.environment, ...credentials };
      // Versions 2 before 2.13 do not know AWS_ENDPOINT_URL.
      return run(program, [...words.split(' '), '--endpoint-url', yard.endpoint, '--output', 'json'], {
        cwd: folder,
        env,
      });
    };
    const aws = async (words: string, credentials: Record<string, string> = {}) => {
      const { stdout } = await call(words, credentials);
      return stdout === '' ? undefined : JSON.parse(stdout);
    };

    it('asks who it is', async () => {
      expect(await aws('sts get-caller-identity')).toEqual({
        UserId: yard.account,
        Account: yard.account,
        Arn: `arn:aws:iam::${yard.account}:root`,
      });
    });

    it('makes a role with a policy, reads both back decoded, and assumes the role', async () => {
      const { Role } = await aws(`iam create-role --role-name ${role} --assume-role-policy-document file://trust.json`);
      expect(Role.AssumeRolePolicyDocument).toEqual(TRUST);
      await aws(`iam put-role-policy --role-name ${role} --policy-name p --policy-document file://policy.json`);
      const got = await aws(`iam get-role-policy --role-name ${role} --policy-name p`);
      expect(got).toEqual({ RoleName: role, PolicyName: 'p', PolicyDocument: POLICY });
      const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
      await aws(`iam attach-role-policy --role-name ${role} --policy-arn ${admin}`);
      const attached = await aws(`iam list-attached-role-policies --role-name ${role}`);
      expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AdministratorAccess', PolicyArn: admin }]);
      const { Credentials } = await aws(`sts assume-role --role-arn ${Role.Arn} --role-session-name cli`);
      const identity = await aws('sts get-caller-identity', {
        AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials.SessionToken,
      });
      expect(identity.Arn).toBe(`arn:aws:sts::${yard.account}:assumed-role/${role}/cli`);
    });

    it('is told what it did wrong in AWS’s words', async () => {
      await expect(call('iam get-role --role-name absent')).rejects.toThrow(
        'An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name absent cannot be found.',
      );
      await expect(call('iam create-user --user-name me')).rejects.toThrow(/NotImplemented/);
    });
  });
});
