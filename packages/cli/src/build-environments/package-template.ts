/** Keys of the uploaded parts, in a bucket. */
export interface UploadedParts {
  readonly bucket: string;
  readonly functions: string;
  readonly flow: string;
}

const LOCAL_CODE = /^( +)CodeUri: dist\/functions$/gm;
const LOCAL_FLOW = /^( +)DefinitionUri: build-flow\.asl\.json$/gm;

/** The stack's template with its local files as objects of a bucket, as `aws cloudformation package` would write it. */
export function packageTemplate(template: string, { bucket, functions, flow }: UploadedParts): string {
  const packaged = template
    .replaceAll(LOCAL_CODE, (_line, indent: string) => `${indent}CodeUri: { Bucket: ${bucket}, Key: ${functions} }`)
    .replaceAll(LOCAL_FLOW, (_line, indent: string) => `${indent}DefinitionUri: { Bucket: ${bucket}, Key: ${flow} }`);
  if (/dist\/functions|build-flow\.asl\.json/.test(packaged))
    throw new Error('the template names a file in a way that is not known');
  return packaged;
}
