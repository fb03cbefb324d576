import { Refusal } from '../../platform/refusal.ts';

/** Code, message, status and members as S3 writes them into its error document. */
type Members = Record<string, unknown>;

const refusal = (code: string, status: number, message: string, members: Members = {}) =>
  new Refusal(code, message, { status, members });

export const accessDenied = () => refusal('AccessDenied', 403, 'Access Denied');

export const noSuchBucket = (bucket: string) =>
  refusal('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket });

export const noSuchKey = (key: string, members: Members = {}) =>
  refusal('NoSuchKey', 404, 'The specified key does not exist.', { Key: key, ...members });

export const noSuchVersion = (key: string, versionId: string) =>
  refusal('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: versionId });

/** HEAD answers carry no error document, so clients only know the status, and the SDK calls it NotFound. */
export const notFound = (members: Members = {}) => refusal('NotFound', 404, 'Not Found', members);

export const noSuchUpload = (uploadId: string) =>
  refusal(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );

export const bucketAlreadyOwnedByYou = (bucket: string) =>
  refusal(
    'BucketAlreadyOwnedByYou',
    409,
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: bucket },
  );

export const bucketNotEmpty = (bucket: string, versioned: boolean) =>
  refusal(
    'BucketNotEmpty',
    409,
    `The bucket you tried to delete is not empty${versioned ? '. You must delete all versions in the bucket.' : ''}`,
    { BucketName: bucket },
  );

export const invalidBucketName = (bucket: string) =>
  refusal('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: bucket });

export const invalidLocation = (constraint: string) =>
  refusal('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
    LocationConstraint: constraint,
  });

export const illegalLocation = (constraint: string) =>
  refusal(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

export const keyTooLong = (size: number, max: number) =>
  refusal('KeyTooLongError', 400, 'Your key is too long', { Size: size, MaxSizeAllowed: max });

export const unusableKey = () => refusal('InvalidURI', 400, "Couldn't parse the specified URI.");

export const invalidArgument = (message: string, name: string, value: unknown) =>
  refusal('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: String(value) });

export const invalidRequest = (message: string) => refusal('InvalidRequest', 400, message);

export const notImplementedHeader = (header: string) =>
  refusal('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', {
    Header: header,
  });

export const invalidRange = (range: string, size: number) =>
  refusal('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: range,
    ActualObjectSize: size,
  });

export const invalidPartNumber = (asked: number, actual: number) =>
  refusal('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
    PartNumberRequested: asked,
    ActualPartCount: actual,
  });

export const preconditionFailed = (condition: string) =>
  refusal('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

/** Not an error to the user, yet no answer with members either; `ETag` and `LastModified` go out as headers. */
export const notModified = (members: Members) => refusal('NotModified', 304, 'Not Modified', members);

export const methodNotAllowed = (method: string, members: Members) =>
  refusal('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    Method: method,
    ResourceType: 'DeleteMarker',
    ...members,
  });

export const invalidDigest = (given: string) =>
  refusal('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': given });

export const badMd5 = (expected: string, calculated: string) =>
  refusal('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
    ExpectedDigest: expected,
    CalculatedDigest: calculated,
  });

export const badChecksum = (algorithm: string) =>
  refusal('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);

export const incompleteBody = () =>
  refusal('IncompleteBody', 400, 'You did not provide the number of bytes specified by the Content-Length HTTP header');

export const entityTooLarge = (max: number) =>
  refusal('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', { MaxSizeAllowed: max });

export const entityTooSmall = (part: { size: number; number: number; etag: string }, min: number) =>
  refusal('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: part.size,
    MinSizeAllowed: min,
    PartNumber: part.number,
    ETag: part.etag,
  });

export const invalidPart = (uploadId: string, number: number, etag: string) =>
  refusal(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: number, ETag: etag },
  );

export const invalidPartOrder = (uploadId: string) =>
  refusal(
    'InvalidPartOrder',
    400,
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { UploadId: uploadId },
  );

export const malformedXml = () =>
  refusal(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const malformedPolicy = (message: string) => refusal('MalformedPolicy', 400, message);

export const invalidTag = (message: string, key?: string) =>
  refusal('InvalidTag', 400, message, key === undefined ? {} : { TagKey: key });

export const tooManyTags = (max: number) =>
  refusal('BadRequest', 400, `${max === 10 ? 'Object' : 'Bucket'} tag count cannot be greater than ${max}`);

export const metadataTooLarge = (size: number, max: number) =>
  refusal('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
    Size: size,
    MaxSizeAllowed: max,
  });

export const invalidStorageClass = (given: string) =>
  refusal('InvalidStorageClass', 400, 'The storage class you specified is not valid', { StorageClassRequested: given });

export const invalidEncryption = (given: string) =>
  invalidArgument('The encryption method specified is not supported', 'x-amz-server-side-encryption', given);

export const aclNotSupported = () => refusal('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
/** What making a bucket says instead. */
export const aclWithOwnership = () =>
  refusal(
    'InvalidBucketAclWithObjectOwnership',
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );

export const illegalCopyToItself = () =>
  invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );

export const illegalVersioning = () =>
  refusal('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified');

export const versioningIsLocked = () =>
  refusal(
    'InvalidBucketState',
    409,
    'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
  );

export const objectLockNeedsVersioning = () =>
  refusal('InvalidBucketState', 409, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");

/** A document the bucket does not have. */
const absent = (code: string, message: string) => (bucket: string) =>
  refusal(code, 404, message, { BucketName: bucket });

export const noSuchCors = absent('NoSuchCORSConfiguration', 'The CORS configuration does not exist');
export const noSuchOwnershipControls = absent(
  'OwnershipControlsNotFoundError',
  'The bucket ownership controls were not found',
);
export const noSuchPolicy = absent('NoSuchBucketPolicy', 'The bucket policy does not exist');
export const noSuchReplication = absent(
  'ReplicationConfigurationNotFoundError',
  'The replication configuration was not found',
);
export const noSuchTags = absent('NoSuchTagSet', 'The TagSet does not exist');
export const noSuchWebsite = absent(
  'NoSuchWebsiteConfiguration',
  'The specified bucket does not have a website configuration',
);
export const noSuchPublicAccessBlock = absent(
  'NoSuchPublicAccessBlockConfiguration',
  'The public access block configuration was not found',
);
export const noSuchLifecycle = absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
export const noObjectLock = absent(
  'ObjectLockConfigurationNotFoundError',
  'Object Lock configuration does not exist for this bucket',
);
