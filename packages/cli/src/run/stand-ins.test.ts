import { describe, expect, it } from 'vitest';
import { findElsewhere } from './stand-ins.ts';

describe('what a template takes from elsewhere', () => {
  it('are the secrets and parameters that it names and does not make', () => {
    const text = `
Parameters:
  Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /boot/version }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/service/image }
Resources:
  Own: { Type: AWS::SecretsManager::Secret, Properties: { Name: own } }
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: '{{resolve:ssm:/topic/name:3}}'
      DisplayName: !Sub '{{resolve:secretsmanager:github:SecretString:token}} {{resolve:secretsmanager:\${AWS::StackName}-x}}'
      KmsMasterKeyId: '{{resolve:secretsmanager:own}}{{resolve:secretsmanager:plain}}'
`;
    expect(findElsewhere(text, {})).toEqual({
      secrets: new Map([
        ['github', ['token']],
        ['plain', []],
      ]),
      parameters: ['/boot/version', '/topic/name'],
    });
    expect(findElsewhere(text, { Version: '/mine' }).parameters).toEqual(['/mine', '/topic/name']);
    expect(findElsewhere('nonsense', {})).toEqual({ secrets: new Map(), parameters: [] });
  });
});
