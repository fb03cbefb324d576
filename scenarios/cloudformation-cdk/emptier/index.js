// Empties a bucket before it is deleted, and answers as handlers of the CDK do: with the host and the path of the ResponseURL alone,
// by HTTPS, and with the AWS SDK that it expects to find.
const https = require('node:https');
const { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } = require('@aws-sdk/client-s3');

const s3 = new S3Client({ forcePathStyle: true });

async function empty(Bucket) {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
}

function answer(event, outcome) {
  const { hostname, pathname, search } = new URL(event.ResponseURL);
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = RequestId } = event;
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...outcome });
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = https.request({ hostname, path: `${pathname}${search}`, method: 'PUT', headers }, resolve);
    sent.on('error', reject).end(body);
  });
}

exports.handler = async (event) => {
  try {
    if (event.RequestType === 'Delete') await empty(event.ResourceProperties.BucketName);
    await answer(event, { Status: 'SUCCESS' });
  } catch (error) {
    await answer(event, { Status: 'FAILED', Reason: error.message });
  }
};
