import { Client } from 'pg';
import { BookError } from '../driver.ts';
import { codeOf } from './errors.ts';

/** Host, port and database of an address, without user and password. @throws BookError if invalid */
export function placeOf(url: string): string {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('another scheme');
    const { host, port, database } = new Client({ connectionString: url });
    return `${host}:${port}/${database ?? ''}`;
  } catch (error) {
    // A URL error contains the whole address, so only a missing certificate is passed on.
    const isFile = codeOf(error) === 'ENOENT' && error instanceof Error;
    const why = isFile ? `names a file that cannot be read: ${error.message}` : 'is not such an address';
    throw new BookError('refused', `DATABASE_URL ${why}. Write postgres://user:password@host:5432/database.`);
  }
}
