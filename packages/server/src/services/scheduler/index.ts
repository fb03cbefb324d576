import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { createSchedule } from './operations/create-schedule.ts';
import { createScheduleGroup } from './operations/create-schedule-group.ts';
import { deleteSchedule } from './operations/delete-schedule.ts';
import { deleteScheduleGroup } from './operations/delete-schedule-group.ts';
import { getSchedule } from './operations/get-schedule.ts';
import { getScheduleGroup } from './operations/get-schedule-group.ts';
import { listScheduleGroups } from './operations/list-schedule-groups.ts';
import { listSchedules } from './operations/list-schedules.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateSchedule } from './operations/update-schedule.ts';
import { fireWorker } from './workers/fire.ts';
import { invokeWorker } from './workers/invoke.ts';

/** EventBridge Scheduler: targets invoked at their times. */
export function createScheduler(context: ServiceContext): Service {
  return {
    name: 'scheduler',
    sdkClient: 'scheduler',
    operations: bindOperations(OPERATIONS, context),
    notYet: [],
    workers: [fireWorker(context), invokeWorker(context)],
    migrations,
  };
}

const OPERATIONS = [
  createScheduleGroup,
  createSchedule,
  deleteScheduleGroup,
  deleteSchedule,
  getScheduleGroup,
  getSchedule,
  listScheduleGroups,
  listSchedules,
  listTagsForResource,
  tagResource,
  untagResource,
  updateSchedule,
];
