import { zipTexts } from '@codeyard/compute/archives/zip-texts';
import { ResourceFailure } from '../resource-type.ts';
import { NODE_CFN_RESPONSE, PYTHON_CFN_RESPONSE } from './cfn-response.ts';

const MOST_BYTES = 4 * 1024 ** 2;

/**
 * The package that a function's source in the template becomes: a file named index, which is a CommonJS module in Node.js, and the
 * module that answers custom resources.
 */
export function zipInlineCode(source: string, runtime: string): Buffer {
  const zip = zipTexts(filesOf(source, runtime));
  if (zip.length > MOST_BYTES)
    throw new ResourceFailure(`The ZIP file of the inline code has ${zip.length} bytes; the most is ${MOST_BYTES}`);
  return zip;
}

function filesOf(source: string, runtime: string): Record<string, string> {
  if (runtime.startsWith('nodejs'))
    return {
      'index.js': source,
      'cfn-response.js': NODE_CFN_RESPONSE,
      'node_modules/cfn-response.js': "module.exports = require('../cfn-response.js');\n",
    };
  if (runtime.startsWith('python')) return { 'index.py': source, 'cfnresponse.py': PYTHON_CFN_RESPONSE };
  throw new ResourceFailure(
    `ZipFile can only be used with a Runtime of nodejs… or python…, not ${runtime || 'without'}`,
  );
}
