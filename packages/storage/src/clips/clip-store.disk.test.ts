import { createDiskUnderTest } from '../../test/disk-under-test.ts';
import { describeClipStore } from './clip-store.testsuite.ts';

describeClipStore('disk', createDiskUnderTest);
