import { expect, it } from 'vitest';
import { findResourcePolicyProblem } from './resource-policy.ts';

const STATEMENT = { Effect: 'Allow', Principal: { AWS: '1' }, Action: 'codebuild:BatchGetProjects', Resource: 'arn' };

it.each<[unknown, string | undefined]>([
  [{ Version: '2012-10-17', Statement: [STATEMENT] }, undefined],
  [{ Statement: STATEMENT }, undefined],
  [{ Statement: [] }, 'it has no Statement'],
  [{}, 'it has no Statement'],
  [[STATEMENT], 'it is no JSON object'],
  ['x', 'it is no JSON object'],
  [{ Statement: [STATEMENT, 'x'] }, 'statement 2 is no object'],
  [{ Statement: [{ ...STATEMENT, Principal: undefined }] }, 'statement 1 has no Principal'],
  [{ Statement: [{ ...STATEMENT, Effect: 'Maybe' }] }, 'statement 1 has an Effect that is neither Allow nor Deny'],
])('what is wrong with the policy %j: %s', (policy, problem) => {
  expect(findResourcePolicyProblem(JSON.stringify(policy))).toBe(problem);
});

it('what is no JSON is no policy', () => {
  expect(findResourcePolicyProblem('{')).toBe('it is no JSON object');
});
