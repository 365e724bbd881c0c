import { createS3UnderTest } from '../../test/s3-under-test.ts';
import { describeClipStore } from './clip-store.testsuite.ts';

describeClipStore('s3', createS3UnderTest);
