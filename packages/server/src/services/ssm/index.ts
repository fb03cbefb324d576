import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createSsm(context: ServiceContext): Service {
  return {
    name: 'ssm',
    sdkClient: 'ssm',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
