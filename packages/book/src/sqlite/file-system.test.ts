import { describe, expect, test } from 'vitest';
import { judgeFileSystem, mountedType } from './file-system.ts';

const MOUNTS = `/dev/vda / ext4 rw 0 0
overlay /container overlay rw 0 0
/dev/vdb /container/data xfs rw 0 0
//nas/clips /mnt/my\\040clips cifs rw 0 0
none /mnt/host 9p rw 0 0
me@far: /mnt/ssh fuse.sshfs rw 0 0
mac /mnt/mac virtiofs rw 0 0
tmpfs /run tmpfs rw 0 0
nas:/x /over nfs rw 0 0
/dev/vdc /over ext4 rw 0 0
`;

describe('mountedType', () => {
  test.each([
    ['/var/lib', 'ext4'],
    ['/container', 'overlay'],
    ['/container/data/deep', 'xfs'],
    ['/container/database', 'overlay'],
    ['/mnt/my clips', 'cifs'],
    ['/over', 'ext4'],
  ])('of %s is %s', (path, type) => {
    expect(mountedType(path, MOUNTS)).toBe(type);
  });
});

describe('judgeFileSystem', () => {
  test.each([
    ['/var/lib', 'fine'],
    ['/container/data', 'fine'],
    ['/run/book', 'warn'],
    ['/container', 'refused'],
    ['/mnt/my clips/book', 'refused'],
    ['/mnt/host', 'refused'],
    ['/mnt/ssh/a', 'refused'],
    ['/mnt/mac', 'refused'],
  ])('finds %s %s', async (path, verdict) => {
    expect(await judgeFileSystem(path, MOUNTS)).toMatchObject({ verdict });
  });

  test('uses statfs without a list of mounts', async () => {
    expect(['fine', 'warn', 'refused']).toContain((await judgeFileSystem('/', '')).verdict);
  });
});
