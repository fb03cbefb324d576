import { approvalMessage } from '../rules/approval-message.ts';
import { type ActionProvider, configurationError } from './action-provider.ts';

/** Waits for PutApprovalResult, or its deadline; tells a topic first where one is named. */
export const approval: ActionProvider = {
  types: ['Approval/Manual'],
  async start(job) {
    const { NotificationArn } = job.configuration;
    if (NotificationArn) {
      const { subject, body } = approvalMessage(job, job.parts.region);
      const refused = await job.aws.sns.publish({ TopicArn: NotificationArn, Subject: subject, Message: body }).then(
        () => undefined,
        (error: Error) => error,
      );
      if (refused) return configurationError(`The notification to ${NotificationArn} was refused: ${refused.message}`);
    }
    return { state: 'running', handle: {} };
  },
};
