import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createSecretsmanager(context: ServiceContext): Service {
  return {
    name: 'secretsmanager',
    sdkClient: 'secrets-manager',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
