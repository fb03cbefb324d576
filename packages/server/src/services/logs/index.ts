import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { notYet } from './not-yet.ts';
import { associateKmsKey } from './operations/associate-kms-key.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { disassociateKmsKey } from './operations/disassociate-kms-key.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTagsLogGroup } from './operations/list-tags-log-group.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { putRetentionPolicy } from './operations/put-retention-policy.ts';
import { tagLogGroup } from './operations/tag-log-group.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagLogGroup } from './operations/untag-log-group.ts';
import { untagResource } from './operations/untag-resource.ts';
import { compactStream } from './workers/compact-stream.ts';
import { deleteEventsOfStreams } from './workers/delete-events.ts';
import { EXPIRE_EVENTS, expireEvents } from './workers/expire-events.ts';

const operations = [
  associateKmsKey,
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteLogStream,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  disassociateKmsKey,
  filterLogEvents,
  getLogEvents,
  listTagsForResource,
  listTagsLogGroup,
  putLogEvents,
  putRetentionPolicy,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
];

export function createLogs(context: ServiceContext): Service {
  const { database, queue } = context;
  return {
    name: 'logs',
    sdkClient: 'cloudwatch-logs',
    operations: bindOperations(operations, context),
    notYet,
    workers: [compactStream(context), deleteEventsOfStreams(context), expireEvents(context)],
    migrations,
    start: () =>
      database.transaction((tx) => queue.enqueue(tx, { kind: EXPIRE_EVENTS, id: EXPIRE_EVENTS, payload: null })),
  };
}
