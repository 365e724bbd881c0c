import { openMemoryHarness } from './memory.ts';
import { testBook } from './run-cases.ts';

testBook(() => openMemoryHarness());
