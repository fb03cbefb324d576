import { type AwsOptions, type AwsPlace, explainAwsError, openAws } from './open-aws.ts';

/** Does something there where the options say. */
export async function callOn<Answer>(options: AwsOptions, work: (place: AwsPlace) => Promise<Answer>): Promise<Answer> {
  try {
    return await work(await openAws(options));
  } catch (error) {
    throw explainAwsError(error);
  }
}
