import { approvalMessage } from '../rules/approval-message.ts';
import type { ActionProvider } from './action-provider.ts';

/** Errors of SNS that trying again does not mend, and what they are to the pipeline. [inferred] */
const REFUSALS: Readonly<Record<string, 'ConfigurationError' | 'PermissionError'>> = {
  ...{ AuthorizationErrorException: 'PermissionError', KMSAccessDeniedException: 'PermissionError' },
  ...{ EndpointDisabledException: 'ConfigurationError', InvalidParameterException: 'ConfigurationError' },
  ...{ InvalidParameterValueException: 'ConfigurationError', InvalidSecurityException: 'PermissionError' },
  ...{ KMSDisabledException: 'ConfigurationError', KMSInvalidStateException: 'ConfigurationError' },
  ...{ KMSNotFoundException: 'ConfigurationError', NotFoundException: 'ConfigurationError' },
};

/** Waits for PutApprovalResult, or its deadline; tells a topic first where one is named. */
export const approval: ActionProvider = {
  types: ['Approval/Manual'],
  async start(job) {
    const { NotificationArn } = job.configuration;
    if (NotificationArn) {
      const { subject, body } = approvalMessage(job, job.parts.region);
      try {
        await job.aws.sns.publish({ TopicArn: NotificationArn, Subject: subject, Message: body });
      } catch (error) {
        const { name, message } = error as Error;
        // What is no refusal passes: the queue tries again.
        if (!REFUSALS[name]) throw error;
        const told = `The notification to ${NotificationArn} was refused: ${message} (${name})`;
        return { state: 'failed', code: REFUSALS[name], message: told };
      }
    }
    return { state: 'running', handle: {} };
  },
};
