import type { CleaningCommand } from '@codeyard/compute/instance-pools/ec2-instance-api';
import type { CleaningOrder } from '@codeyard/compute/instance-pools/instance-api';
import type { Parts } from '../parts.ts';
import { encodeProgram } from '../programs/encode-program.ts';
import { platformOf, programsOf } from '../steps/platform-of.ts';

/** As long as a machine may take to be cleaned. */
const CLEANING_SECONDS = 300;

/** What cleans a machine between two builds. */
export async function cleaningCommand(parts: Parts, { instanceId, fence }: CleaningOrder): Promise<CleaningCommand> {
  const platform = await platformOf(parts, instanceId);
  const Program = [encodeProgram(platform, programsOf(platform).clean({ fence }))];
  return {
    DocumentName: parts.settings.documents.clean,
    Parameters: { Program, ExecutionTimeout: [String(CLEANING_SECONDS)] },
  };
}
