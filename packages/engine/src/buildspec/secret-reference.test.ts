import { describe, expect, test } from 'vitest';
import { parseSecretReference } from './secret-reference.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf';

describe('a secret reference', () => {
  test.each([
    ['prod/db', { secretId: 'prod/db' }],
    ['prod/db:password', { secretId: 'prod/db', jsonKey: 'password' }],
    ['prod/db:password:AWSPREVIOUS', { secretId: 'prod/db', jsonKey: 'password', versionStage: 'AWSPREVIOUS' }],
    ['prod/db:password::v-1', { secretId: 'prod/db', jsonKey: 'password', versionId: 'v-1' }],
    ['prod/db::AWSPREVIOUS', { secretId: 'prod/db', versionStage: 'AWSPREVIOUS' }],
    ['prod/db:::', { secretId: 'prod/db' }],
    [ARN, { secretId: ARN }],
    [`${ARN}:user::`, { secretId: ARN, jsonKey: 'user' }],
    [`${ARN}:user:AWSPENDING:`, { secretId: ARN, jsonKey: 'user', versionStage: 'AWSPENDING' }],
    [`${ARN}:::v-2`, { secretId: ARN, versionId: 'v-2' }],
    ['arn:aws:secretsmanager', { secretId: 'arn:aws:secretsmanager' }],
    ['', { secretId: '' }],
  ])('%s', (text, expected) => {
    expect(parseSecretReference(text)).toEqual(expected);
  });
});
