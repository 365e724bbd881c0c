import { createS3UnderTest } from '../test/s3-under-test.ts';
import { describeFilmStore } from './film-store.testsuite.ts';

describeFilmStore('s3', createS3UnderTest);
