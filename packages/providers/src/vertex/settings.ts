import type { ModelCapabilities, Price } from '@cineflow/core';
import type { Preset } from '../family.ts';
import { VEO_MODES } from '../kit/google/veo.ts';
import { exampleKeyFile, readKeyFile } from './token.ts';

/** [S] List prices of 2026-11-23, per second of the clip. */
const dollars = (amountMicros: number, resolution?: string): Price => ({
  unit: 'second',
  ...(resolution === undefined ? {} : { resolution }),
  amountMicros,
  currency: 'USD',
});
const COMMON = { enabled: true, audio: 'choice', seed: true, negativePrompt: true } as const;

const DEFAULT_MODEL = 'veo-3.1-fast-generate-001';

/** [S] Fast may now cost $0.12. The table keeps the higher price, so that a budget holds. */
const MODELS: readonly ModelCapabilities[] = [
  {
    ...COMMON,
    id: DEFAULT_MODEL,
    modes: VEO_MODES.fast,
    prices: [dollars(350_000, '4k'), dollars(150_000)],
  },
  {
    ...COMMON,
    id: 'veo-3.1-generate-001',
    modes: VEO_MODES.standard,
    prices: [dollars(600_000, '4k'), dollars(400_000)],
  },
  {
    ...COMMON,
    id: 'veo-3.1-lite-generate-001',
    modes: VEO_MODES.lite,
    prices: [dollars(50_000, '720p'), dollars(80_000, '1080p')],
  },
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'vertex',
    name: 'VERTEX',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    pricesOf: '2026-11-23',
    keyFile: {
      variable: 'GOOGLE_APPLICATION_CREDENTIALS',
      fix: (text) =>
        readKeyFile(text) === undefined
          ? 'must be the path of the JSON key of a service account of Google Cloud ("type": "service_account")'
          : undefined,
      example: exampleKeyFile,
    },
    baseUrl: 'https://aiplatform.googleapis.com/v1',
    about: {
      apiKey: {
        en: 'Path of the JSON key of a service account of Google Cloud that may use Vertex AI (Veo)',
        zh: 'Google Cloud 服务账号 JSON 密钥文件的路径；该账号须能使用 Vertex AI（Veo）',
      },
      baseUrl: {
        en: 'Address of Vertex AI; that of Google stands for the one of the location',
        zh: 'Vertex AI 接口地址；使用 Google 的地址时会自动换成所在区域的地址',
      },
    },
    more: {
      PROJECT: {
        pattern: /^[a-z0-9][a-z0-9:.-]{1,62}$/,
        fix: 'must be the id of a project, such as my-film-42',
        about: {
          en: 'Project that pays for Veo; unset: the one of the key',
          zh: '为 Veo 付费的项目；不设则为密钥所属项目',
        },
      },
      LOCATION: {
        pattern: /^[a-z]+(?:-[a-z0-9]+)*$/,
        usual: 'us-central1',
        fix: 'must be a location of Google Cloud, such as us-central1, or global',
        about: { en: 'Location in which Veo runs', zh: 'Veo 运行的区域' },
      },
      STORAGE_URI: {
        pattern: /^gs:\/\/[a-z0-9][\w.-]+[a-z0-9](?:\/[^\s?#]*)?$/,
        fix: 'must be a bucket of Google Cloud Storage, such as gs://my-clips/veo',
        about: {
          en: 'Bucket, with a folder or without, into which Google puts the clips; unset: they come within the answers',
          zh: 'Google 存放片段的存储桶（可带目录），如 gs://my-clips/veo；不设则片段随应答返回',
        },
      },
    },
  },
];
