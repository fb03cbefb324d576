import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createSns(context: ServiceContext): Service {
  return {
    name: 'sns',
    sdkClient: 'sns',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
