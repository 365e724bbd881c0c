import { describe, expect, test } from 'vitest';
import { describeContent } from './verify-part.ts';

describe('describeContent', () => {
  test.each([
    ['', 'nothing'],
    ['\n <!DOCTYPE HTML><html>', 'an HTML page'],
    ['<html lang="zh">', 'an HTML page'],
    ['\u00ef\u00bb\u00bf<Error><Code>AccessDenied', 'an XML document'],
    ['{"error":1}', 'a JSON answer'],
    ['Bad gateway\r\n', 'plain text'],
    ['\u001f\u008b\u0008', 'a gzip file'],
    ['\u0089PNG\r\n', 'a PNG image'],
    ['\u00ff\u00d8\u00ff\u00e0', 'a JPEG image'],
    ['\u001aE\u00df\u00a3', 'a WebM or Matroska file'],
    ['\u0000\u0001\u0002', 'unknown bytes'],
  ])('calls %j %s', (head, expected) => {
    expect(describeContent(Buffer.from(head, 'latin1'))).toBe(expected);
  });
});
