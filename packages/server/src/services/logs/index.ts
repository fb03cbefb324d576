import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createLogs(context: ServiceContext): Service {
  return {
    name: 'logs',
    sdkClient: 'cloudwatch-logs',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
