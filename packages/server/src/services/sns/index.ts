import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { confirmSubscription } from './operations/confirm-subscription.ts';
import { createTopic } from './operations/create-topic.ts';
import { deleteTopic } from './operations/delete-topic.ts';
import { getSubscriptionAttributes } from './operations/get-subscription-attributes.ts';
import { getTopicAttributes } from './operations/get-topic-attributes.ts';
import { listSubscriptions } from './operations/list-subscriptions.ts';
import { listSubscriptionsByTopic } from './operations/list-subscriptions-by-topic.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTopics } from './operations/list-topics.ts';
import { publish } from './operations/publish.ts';
import { publishBatch } from './operations/publish-batch.ts';
import { setSubscriptionAttributes } from './operations/set-subscription-attributes.ts';
import { setTopicAttributes } from './operations/set-topic-attributes.ts';
import { subscribe } from './operations/subscribe.ts';
import { tagResource } from './operations/tag-resource.ts';
import { unsubscribe } from './operations/unsubscribe.ts';
import { untagResource } from './operations/untag-resource.ts';
import type { Parts, SnsOptions } from './parts.ts';
import { deliverMessageWorker } from './workers/deliver-message.ts';
import { expireSubscriptionWorker } from './workers/expire-subscription.ts';
import { recordMessageWorker } from './workers/record-message.ts';
import { requestConfirmationWorker } from './workers/request-confirmation.ts';

/** SNS: topics whose messages are kept as files and sent to the endpoints that subscribed. */
export function createSns(context: ServiceContext, options: SnsOptions): Service {
  const parts: Parts = { ...context, ...options };
  return {
    name: 'sns',
    sdkClient: 'sns',
    operations: bindOperations(OPERATIONS, parts),
    notYet: NOT_YET,
    workers: [
      recordMessageWorker(parts),
      requestConfirmationWorker(parts),
      deliverMessageWorker(parts),
      expireSubscriptionWorker(parts),
    ],
    migrations,
    openToAll: ['ConfirmSubscription', 'Unsubscribe'],
  };
}

const OPERATIONS = [
  confirmSubscription,
  createTopic,
  deleteTopic,
  getSubscriptionAttributes,
  getTopicAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  listTagsForResource,
  listTopics,
  publish,
  publishBatch,
  setSubscriptionAttributes,
  setTopicAttributes,
  subscribe,
  tagResource,
  unsubscribe,
  untagResource,
];
