/** Bucket and key of `s3://…`, of AWS's two forms of https addresses, and of those of this server; undefined for anything else. */
export function readS3Address(address: string): { bucket: string; key: string } | undefined {
  const short = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address);
  if (short) return { bucket: short[1] ?? '', key: short[2] ?? '' };
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const path = decodeURIComponent(url.pathname).slice(1);
  const virtual = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/.exec(url.hostname)?.[1];
  if (virtual) return { bucket: virtual, key: path };
  const [bucket = '', ...rest] = path.split('/');
  return bucket ? { bucket, key: rest.join('/') } : undefined;
}
