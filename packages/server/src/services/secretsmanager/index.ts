import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { notYet } from './not-yet.ts';
import { createSecret } from './operations/create-secret.ts';
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts';
import { deleteSecret } from './operations/delete-secret.ts';
import { describeSecret } from './operations/describe-secret.ts';
import { getRandomPassword } from './operations/get-random-password.ts';
import { getResourcePolicy } from './operations/get-resource-policy.ts';
import { getSecretValue } from './operations/get-secret-value.ts';
import { listSecretVersionIds } from './operations/list-secret-version-ids.ts';
import { listSecrets } from './operations/list-secrets.ts';
import { putResourcePolicy } from './operations/put-resource-policy.ts';
import { putSecretValue } from './operations/put-secret-value.ts';
import { restoreSecret } from './operations/restore-secret.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateSecret } from './operations/update-secret.ts';
import { updateSecretVersionStage } from './operations/update-secret-version-stage.ts';

import { deleteSecretWhenDue } from './workers/delete-secret.ts';

const operations = [
  createSecret,
  deleteResourcePolicy,
  deleteSecret,
  describeSecret,
  getRandomPassword,
  getResourcePolicy,
  getSecretValue,
  listSecretVersionIds,
  listSecrets,
  putResourcePolicy,
  putSecretValue,
  restoreSecret,
  tagResource,
  untagResource,
  updateSecret,
  updateSecretVersionStage,
];

export function createSecretsmanager(context: ServiceContext): Service {
  return {
    name: 'secretsmanager',
    sdkClient: 'secrets-manager',
    operations: bindOperations(operations, context),
    notYet,
    workers: [deleteSecretWhenDue(context)],
    migrations,
  };
}
