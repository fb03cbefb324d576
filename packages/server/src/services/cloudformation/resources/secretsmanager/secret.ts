import type { CreateSecretCommandInput, UpdateSecretCommandInput } from '@aws-sdk/client-secrets-manager';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { unlessGone } from '../calls.ts';
import { given, listOf } from '../property-values.ts';
import {
  DONE,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';
import { secretValue } from './secret-value.ts';

const GONE = 'ResourceNotFoundException';
const TAKEN = 'ResourceExistsException';

/**
 * It is known by its ARN; values go to the service and nowhere else.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export const secret: ResourceType = {
  type: 'AWS::SecretsManager::Secret',
  properties: {
    ...{ Description: 'updates', GenerateSecretString: 'updates', KmsKeyId: 'updates', ReplicaRegions: 'updates' },
    ...{ SecretString: 'updates', Tags: 'updates', Name: 'replaces' },
  },
  attributes: ['Id'],
  nameProperty: 'Name',
  async create(call) {
    const { aws, fit, isRetry, properties, token } = call;
    const Name = textOf(properties.Name) ?? call.newName({ longest: 512 });
    const { Description, KmsKeyId } = properties;
    const value = given({
      ...{ Name, Description, KmsKeyId, SecretString: await secretValue(call), ClientRequestToken: token },
      ...{ AddReplicaRegions: replicasOf(properties), Tags: tagsOf(call).map((tag): JsonObject => ({ ...tag })) },
    });
    const input = fit<CreateSecretCommandInput>('secrets-manager', 'CreateSecret', value);
    const make = () => aws.secretsmanager.createSecret(input);
    // A later try has another password, and finds the name taken by the earlier one.
    const made = isRetry ? await unlessGone(TAKEN, make) : await make();
    const { ARN } = made ?? (await findMade(call, Name, input.SecretString !== undefined));
    if (!ARN) throw new ResourceFailure('Secrets Manager did not tell the ARN of the secret.');
    return { state: 'done', physicalId: ARN };
  },
  async read({ aws, physicalId: SecretId }) {
    const found = await unlessGone(GONE, () => aws.secretsmanager.describeSecret({ SecretId }));
    return found && found.DeletedDate === undefined ? { Id: SecretId } : undefined;
  },
  async update(call) {
    const { aws, changed, physicalId: SecretId, previous } = call;
    await describe(call);
    if (changed.has('SecretString') || changed.has('GenerateSecretString')) await setValue(call);
    if (changed.has('ReplicaRegions')) await replicate(call);
    if (changed.has('Tags')) {
      const Tags = tagsOf(call);
      const TagKeys = removedTags(previousTags(previous), Tags);
      await aws.secretsmanager.untagResource({ SecretId, TagKeys });
      await aws.secretsmanager.tagResource({ SecretId, Tags });
    }
    return DONE;
  },
  /** CloudFormation leaves no recovery window, so that the name is free again. */
  async delete({ aws, physicalId: SecretId }) {
    await unlessGone(GONE, () => aws.secretsmanager.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true }));
    return DONE;
  },
};

/** What the earlier try made; a secret with a value has its token. */
async function findMade({ aws, token }: ResourceCall, SecretId: string, hasValue: boolean) {
  const { ARN, VersionIdsToStages = {} } = await aws.secretsmanager.describeSecret({ SecretId });
  if (hasValue && !Object.hasOwn(VersionIdsToStages, token))
    throw new ResourceFailure(`A secret named ${SecretId} already exists.`);
  return { ARN };
}

/** An empty key is the service's own. */
async function describe({ aws, changed, fit, physicalId: SecretId, properties }: UpdateCall): Promise<void> {
  if (!changed.has('Description') && !changed.has('KmsKeyId')) return;
  const { Description, KmsKeyId } = properties;
  const value = given({
    SecretId,
    Description: changed.has('Description') ? (Description ?? '') : undefined,
    KmsKeyId: changed.has('KmsKeyId') ? (KmsKeyId ?? '') : undefined,
  });
  await aws.secretsmanager.updateSecret(fit<UpdateSecretCommandInput>('secrets-manager', 'UpdateSecret', value));
}

/** Another version, unless an earlier try made it. Without a value in the template, the secret keeps what it has. */
async function setValue(call: UpdateCall): Promise<void> {
  const { aws, fit, physicalId: SecretId, token: ClientRequestToken } = call;
  const { VersionIdsToStages = {} } = await aws.secretsmanager.describeSecret({ SecretId });
  if (Object.hasOwn(VersionIdsToStages, ClientRequestToken)) return;
  const SecretString = await secretValue(call);
  if (SecretString === undefined) return;
  const value = { SecretId, ClientRequestToken, SecretString };
  await aws.secretsmanager.updateSecret(fit<UpdateSecretCommandInput>('secrets-manager', 'UpdateSecret', value));
}

const replicasOf = ({ ReplicaRegions }: JsonObject): JsonObject[] | undefined => {
  const replicas = listOf(ReplicaRegions).map(asObject);
  return replicas.length > 0 ? replicas : undefined;
};

async function replicate({ aws, physicalId: SecretId, previous, properties }: UpdateCall): Promise<void> {
  const regionsOf = (of: JsonObject) => (replicasOf(of) ?? []).map(({ Region }) => String(Region));
  const after = regionsOf(properties);
  const added = (replicasOf(properties) ?? []).filter(({ Region }) => !regionsOf(previous).includes(String(Region)));
  const removed = regionsOf(previous).filter((region) => !after.includes(region));
  if (added.length > 0)
    await aws.secretsmanager.replicateSecretToRegions({
      SecretId,
      AddReplicaRegions: added.map(({ KmsKeyId, Region }) => given({ KmsKeyId, Region })),
    });
  if (removed.length > 0)
    await unlessGone('NotImplementedException', () =>
      aws.secretsmanager.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: removed }),
    );
}
