import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createIam(context: ServiceContext): Service {
  return {
    name: 'iam',
    sdkClient: 'iam',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
