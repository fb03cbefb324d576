import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createSns(context: ServiceContext, _parts: { readonly messagesFolder: string }): Service {
  return {
    name: 'sns',
    sdkClient: 'sns',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
