/** Parameters of one signature scheme, in lower case; all of `needs` must be present. */
interface Signature {
  needs: readonly string[];
  drops: readonly string[];
}

const SIGNATURES: readonly Signature[] = [
  // Version 4: S3, COS and OSS in S3 style, Google Cloud Storage, TOS, OSS.
  prefixed(
    'x-amz-',
    'algorithm credential date expires signedheaders signature security-token content-sha256',
  ),
  prefixed('x-goog-', 'algorithm credential date expires signedheaders signature security-token'),
  prefixed('x-tos-', 'algorithm credential date expires signedheaders signedquery signature security-token'),
  {
    needs: ['x-oss-signature'],
    drops: list(
      'x-oss-signature x-oss-signature-version x-oss-credential x-oss-date x-oss-expires x-oss-additional-headers x-oss-security-token',
    ),
  },
  // Tencent COS.
  {
    needs: ['q-signature'],
    drops: list(
      'q-signature q-sign-algorithm q-ak q-sign-time q-key-time q-header-list q-url-param-list x-cos-security-token',
    ),
  },
  // Older signatures of S3, CloudFront, OSS and Google Cloud Storage.
  {
    needs: ['signature', 'expires'],
    drops: list(
      'signature expires awsaccesskeyid ossaccesskeyid googleaccessid key-pair-id security-token x-amz-security-token',
    ),
  },
  { needs: ['signature', 'policy', 'key-pair-id'], drops: ['signature', 'policy', 'key-pair-id'] },
  // Shared access signatures of Azure. The names are short, so both must be present.
  {
    needs: ['sig', 'sv'],
    drops: list('sig sv ss srt sp se st spr sr sip si sdd ske skoid sks skt sktid skv saoid suoid scid ses'),
  },
];

/**
 * A picture's address for comparison: without the parameters of known signatures.
 * Object stores sign the same picture anew for every download, and it must not be paid twice. Processing
 * (`x-oss-process`) and versions (`versionId`) stay, as they change the picture.
 * A picture replaced under the same address is not noticed: rename it, or order with `force`.
 */
export function pictureIdentity(url: string): string {
  const hash = url.indexOf('#');
  const end = hash < 0 ? url.length : hash;
  const start = url.slice(0, end).indexOf('?');
  if (start < 0) return url;
  const parameters = url.slice(start + 1, end).split('&');
  const names = parameters.map(nameOf);
  const present = new Set(names);
  const dropped = new Set(
    SIGNATURES.filter(({ needs }) => needs.every((name) => present.has(name))).flatMap(({ drops }) => drops),
  );
  if (dropped.size === 0) return url;
  const kept = parameters.filter((_, index) => !dropped.has(names[index] ?? ''));
  const query = kept.length === 0 ? '' : `?${kept.join('&')}`;
  return `${url.slice(0, start)}${query}${url.slice(end)}`;
}

function nameOf(parameter: string): string {
  return (parameter.split('=', 1)[0] ?? '').toLowerCase();
}

function prefixed(prefix: string, names: string): Signature {
  return { needs: [`${prefix}signature`], drops: list(names).map((name) => `${prefix}${name}`) };
}

function list(names: string): string[] {
  return names.split(' ');
}
