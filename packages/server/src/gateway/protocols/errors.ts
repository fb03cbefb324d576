import { Refusal } from '../../platform/refusal.ts';

export const malformedXml = () =>
  new Refusal(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** A header or query parameter of a REST request that cannot be read. */
export const invalidArgument = (name: string, text: string) =>
  new Refusal('InvalidArgument', `Invalid value for ${name}.`, {
    members: { ArgumentName: name, ArgumentValue: text },
  });
