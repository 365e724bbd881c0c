import { createDiskUnderTest } from '../test/disk-under-test.ts';
import { describeFilmStore } from './film-store.testsuite.ts';

describeFilmStore('disk', createDiskUnderTest);
