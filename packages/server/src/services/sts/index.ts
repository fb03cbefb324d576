import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createSts(context: ServiceContext): Service {
  return {
    name: 'sts',
    sdkClient: 'sts',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
