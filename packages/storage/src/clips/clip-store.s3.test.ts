import { createS3UnderTest } from '../../test/s3-under-test.ts';
import { describeReceive } from './receive.testsuite.ts';
import { describeStoredClips } from './stored-clips.testsuite.ts';

describeReceive('s3', createS3UnderTest);
describeStoredClips('s3', createS3UnderTest);
