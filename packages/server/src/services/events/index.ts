import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { createEventBus } from './operations/create-event-bus.ts';
import { deleteEventBus } from './operations/delete-event-bus.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { describeEventBus } from './operations/describe-event-bus.ts';
import { describeRule } from './operations/describe-rule.ts';
import { disableRule } from './operations/disable-rule.ts';
import { enableRule } from './operations/enable-rule.ts';
import { listEventBuses } from './operations/list-event-buses.ts';
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts';
import { listRules } from './operations/list-rules.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTargetsByRule } from './operations/list-targets-by-rule.ts';
import { putEvents } from './operations/put-events.ts';
import { putPermission } from './operations/put-permission.ts';
import { putRule } from './operations/put-rule.ts';
import { putTargets } from './operations/put-targets.ts';
import { removePermission } from './operations/remove-permission.ts';
import { removeTargets } from './operations/remove-targets.ts';
import { tagResource } from './operations/tag-resource.ts';
import { testEventPattern } from './operations/test-event-pattern.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateEventBus } from './operations/update-event-bus.ts';
import { DEFAULT_BUS } from './rules/arns.ts';
import { insertBus } from './store/buses.ts';
import { deliverWorker } from './workers/deliver.ts';
import { fireScheduleWorker } from './workers/fire-schedule.ts';

/** EventBridge: buses, rules and targets. */
export function createEvents(context: ServiceContext): Service {
  return {
    name: 'events',
    sdkClient: 'eventbridge',
    operations: bindOperations(OPERATIONS, context),
    notYet: NOT_YET,
    workers: [deliverWorker(context), fireScheduleWorker(context)],
    migrations,
    start: () => makeDefaultBus(context),
  };
}

async function makeDefaultBus({ database, clock }: ServiceContext): Promise<void> {
  const now = clock.now();
  const nothing = { description: undefined, policy: undefined, tags: [] };
  await insertBus(database, { name: DEFAULT_BUS, ...nothing, createdAt: now, updatedAt: now });
}

const OPERATIONS = [
  createEventBus,
  deleteEventBus,
  deleteRule,
  describeEventBus,
  describeRule,
  disableRule,
  enableRule,
  listEventBuses,
  listRuleNamesByTarget,
  listRules,
  listTagsForResource,
  listTargetsByRule,
  putEvents,
  putPermission,
  putRule,
  putTargets,
  removePermission,
  removeTargets,
  tagResource,
  testEventPattern,
  untagResource,
  updateEventBus,
];
