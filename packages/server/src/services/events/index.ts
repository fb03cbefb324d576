import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createEvents(context: ServiceContext): Service {
  return {
    name: 'events',
    sdkClient: 'eventbridge',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
