import { readFile, statfs } from 'node:fs/promises';

/** Whether a file system suits the book; `reason` is a sentence. */
export type Verdict = { verdict: 'fine' } | { verdict: 'warn' | 'refused'; reason: string };

const MOUNTS = '/proc/self/mounts';

const REFUSED: readonly [RegExp, string][] = [
  [
    /^(nfs\d?|smb\d?|smbfs|cifs|afs|ceph|lustre|glusterfs|9p|virtiofs|vboxsf|prl_fs)$/,
    'is shared over a network',
  ],
  [/^fuse/, 'is run by a program, which keeps no promise about locks'],
  [/^(overlay|overlayfs|aufs)$/, 'is thrown away with its container'],
];

/** `statfs` types, for systems without a list of mounts. */
const MAGIC: Readonly<Record<number, string>> = {
  0x6969: 'nfs',
  0x517b: 'smb',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x65735546: 'fuse',
  0x01021997: '9p',
  0x794c7630: 'overlay',
  0x01021994: 'tmpfs',
  0x00c36400: 'ceph',
};

/** Judges the file system of an absolute path without links. */
export async function judgeFileSystem(path: string, mounts?: string): Promise<Verdict> {
  const text = mounts ?? (await readFile(MOUNTS, 'utf8').catch(() => ''));
  const type = mountedType(path, text) ?? MAGIC[(await statfs(path)).type >>> 0] ?? 'unknown';
  const refused = REFUSED.find(([pattern]) => pattern.test(type));
  if (refused) {
    const reason = `The book cannot lie at ${path}: the file system (${type}) ${refused[1]}. Use a local disk or volume.`;
    return { verdict: 'refused', reason };
  }
  if (type !== 'tmpfs' && type !== 'ramfs') return { verdict: 'fine' };
  return {
    verdict: 'warn',
    reason: `The book lies in memory (${type} at ${path}): it ends with this machine.`,
  };
}

/** Type of the longest matching mount; the last one if several are stacked. */
export function mountedType(path: string, mounts: string): string | undefined {
  let found: { point: string; type: string } | undefined;
  for (const line of mounts.split('\n')) {
    const [, escaped, type] = line.split(' ');
    if (escaped === undefined || type === undefined) continue;
    const point = escaped.replace(/\\(\d{3})/g, (_all, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (isAbove(point, path) && point.length >= (found?.point.length ?? 0)) found = { point, type };
  }
  return found?.type;
}

function isAbove(point: string, path: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}
