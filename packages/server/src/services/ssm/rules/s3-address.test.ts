import { expect, it } from 'vitest';
import { readS3Address } from './s3-address.ts';

it.each([
  ['s3://b/k/x', { bucket: 'b', key: 'k/x' }],
  ['s3://b', { bucket: 'b', key: '' }],
  ['https://s3.amazonaws.com/b/k/x', { bucket: 'b', key: 'k/x' }],
  ['https://s3.eu-west-1.amazonaws.com/b/k%20x/', { bucket: 'b', key: 'k x/' }],
  ['https://my.bucket.s3.eu-west-1.amazonaws.com/k/x', { bucket: 'my.bucket', key: 'k/x' }],
  ['http://127.0.0.1:4600/b/k', { bucket: 'b', key: 'k' }],
  ['nothing', undefined],
])('%s', (address, place) => {
  expect(readS3Address(address)).toEqual(place);
});
