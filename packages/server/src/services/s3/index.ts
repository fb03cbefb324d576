import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createS3(context: ServiceContext): Service {
  return {
    name: 's3',
    sdkClient: 's3',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
