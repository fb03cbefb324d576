import { Refusal } from '../../platform/refusal.ts';

/** What the caller sent cannot be used; the text says why. */
export function invalidInput(message: string): Refusal {
  return new Refusal('InvalidInputException', message);
}

export function projectExists(arn: string): Refusal {
  return new Refusal('ResourceAlreadyExistsException', `Project already exists: ${arn}`);
}

/** StartBuild, UpdateProject and others that need the project itself. */
export function projectNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Project cannot be found: ${arn}`);
}

/** ListBuildsForProject has words of its own for the same thing. */
export function projectDoesNotExist(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `The provided project ${arn} does not exist`);
}

export function buildNotFound(id: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Build ${id} does not exist`);
}

export function invalidBuildId(): Refusal {
  return invalidInput('Invalid build ID provided');
}

export function batchNotFound(id: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Build batch ${id} does not exist`);
}

export function invalidBatchId(): Refusal {
  return invalidInput('Invalid build batch ID provided');
}

export function sandboxNotFound(id: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Sandbox ${id} does not exist`);
}

export function invalidSandboxId(): Refusal {
  return invalidInput('Invalid sandbox ID provided');
}

/** [inferred: the text] */
export function sandboxHasEnded(id: string): Refusal {
  return invalidInput(`Sandbox ${id} takes no more commands: it has ended or is being stopped`);
}

/** As AWS's page on troubleshooting the SSH of sandboxes shows it. */
export function noSandboxSession(arn: string, reason: string): Refusal {
  return invalidInput(`Failed to start SSM session for sandbox ${arn}: ${reason}`);
}

/** Texts of ours: AWS has no such operation. */
export function noDebugSession(id: string): Refusal {
  return invalidInput(
    `Build ${id} has no debug session: start it with debugSessionEnabled, and with codebuild-breakpoint where it is to pause`,
  );
}

export function runsNotNow(id: string, phase: string): Refusal {
  return invalidInput(`No command can run in ${id} now: it is in ${phase}`);
}

export function noTerminalForBuilds(): Refusal {
  return invalidInput('These credentials were given to a build or a job: a terminal is for people');
}

/** A project takes part in batches only with a role for them. [inferred: the text] */
export function noBatchRole(arn: string): Refusal {
  return invalidInput(`Batch builds are not configured: buildBatchConfig of ${arn} has no serviceRole`);
}

/** [inferred: the text] */
export function batchNotFailed(id: string, status: string): Refusal {
  return invalidInput(`Only batch builds that have failed can be retried: build batch ${id} is ${status}`);
}

export function foreignToken(): Refusal {
  return invalidInput('Invalid token provided');
}

export function idempotencyMismatch(token: string): Refusal {
  return invalidInput(`Idempotency token ${token} was already used with different parameters`);
}

export function tooManyQueued(limit: number): Refusal {
  return new Refusal('AccountLimitExceededException', `Cannot have more than ${limit} builds in queue for the account`);
}

/** AWS refuses at once instead of queueing when a project's own limit is reached. */
export function tooManyInProject(limit: number): Refusal {
  return new Refusal('AccountLimitExceededException', `Cannot have more than ${limit} active builds for the project`);
}

export function credentialsExist(serverType: string): Refusal {
  return new Refusal(
    'ResourceAlreadyExistsException',
    `Access token with server type ${serverType} already exists. Delete its source credential and try again.`,
  );
}

export function credentialsNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Could not find access token for ${arn}`);
}

export function invalidReportGroupArn(arn: string): Refusal {
  return invalidInput(`Invalid report group ARN: ${arn}`);
}

export function invalidReportArn(arn: string): Refusal {
  return invalidInput(`Invalid report ARN: ${arn}`);
}

export function reportGroupExists(arn: string): Refusal {
  return new Refusal('ResourceAlreadyExistsException', `Report group already exists: ${arn}`);
}

export function reportGroupNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Report group cannot be found: ${arn}`);
}

export function reportNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Report cannot be found: ${arn}`);
}

/** [inferred: the text] */
export function reportGroupNotEmpty(arn: string): Refusal {
  return invalidInput(
    `Cannot delete a report group that has reports: ${arn}. Delete its reports first, or use deleteReports.`,
  );
}

/** Terraform and others look for this text. */
export function noAccessToken(sourceType: string): Refusal {
  const server = sourceType.toLowerCase().replaceAll('_', '-');
  return new Refusal('ResourceNotFoundException', `Could not find access token for server type ${server}`);
}

export function webhookExists(project: string): Refusal {
  return new Refusal('ResourceAlreadyExistsException', `Webhook already exists for project ${project}`);
}

export function webhookNotFound(project: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Webhook for project ${project} cannot be found`);
}

/** The git host did not do what it was asked for. [inferred: the text] */
export function hostRefused(what: string, reason: string): Refusal {
  return new Refusal('OAuthProviderException', `Failed to ${what} webhook: ${reason}`);
}

export function policyNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Resource policy for ${arn} cannot be found`);
}

/** Of what a resource policy is to be for. [inferred: the text] */
export function resourceNotFound(arn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Resource ${arn} cannot be found`);
}

export function fleetExists(name: string): Refusal {
  return new Refusal('ResourceAlreadyExistsException', `Fleet already exists: ${name}`);
}

/** [inferred: the text] */
export function fleetNotFound(nameOrArn: string): Refusal {
  return new Refusal('ResourceNotFoundException', `Fleet cannot be found: ${nameOrArn}`);
}

export function invalidFleetArn(arn: string): Refusal {
  return invalidInput(`Invalid fleet ARN: ${arn}`);
}

/** Of a build that asks for it. [inferred: the texts] */
export function fleetUnusable(nameOrArn: string, why: string): Refusal {
  return invalidInput(`Invalid fleet: ${nameOrArn} ${why}`);
}
