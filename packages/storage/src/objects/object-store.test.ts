import { createDiskUnderTest } from '../../test/disk-under-test.ts';
import { createS3UnderTest } from '../../test/s3-under-test.ts';
import { describeObjectStore } from './object-store.testsuite.ts';

describeObjectStore('disk', createDiskUnderTest);
describeObjectStore('s3', createS3UnderTest);
