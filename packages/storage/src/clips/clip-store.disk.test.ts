import { createDiskUnderTest } from '../../test/disk-under-test.ts';
import { describeReceive } from './receive.testsuite.ts';
import { describeStoredClips } from './stored-clips.testsuite.ts';

describeReceive('disk', createDiskUnderTest);
describeStoredClips('disk', createDiskUnderTest);
