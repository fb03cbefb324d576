import type { BatchGetSandboxesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readSandboxId } from '../arns.ts';
import { invalidSandboxId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeSandbox } from '../rules/sandbox/describe-sandbox.ts';
import { findBuilds } from '../store/builds.ts';

export const batchGetSandboxes = operation<BatchGetSandboxesCommand, Parts>(
  'BatchGetSandboxes',
  async (input, parts) => {
    const wanted = input.ids.map((given) => {
      const id = readSandboxId(given);
      if (!id) throw invalidSandboxId();
      return { given, id };
    });
    const found = await findBuilds(
      parts.database,
      wanted.map(({ id }) => id),
    );
    const byId = new Map(found.map((sandbox) => [sandbox.id, sandbox]));
    return {
      sandboxes: wanted.flatMap(({ id }) => byId.get(id) ?? []).map((sandbox) => describeSandbox(sandbox, parts)),
      sandboxesNotFound: wanted.filter(({ id }) => !byId.has(id)).map(({ given }) => given),
    };
  },
);
