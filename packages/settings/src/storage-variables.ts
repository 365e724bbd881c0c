import { z } from 'zod';
import { address, flag, secret } from './value-schemas.ts';

const storeAddress = address(['http:', 'https:'], 'https://s3.example.com');

/** Variables of the clip store; `toStorageSettings` groups them. */
export const STORAGE_VARIABLES = {
  CINEFLOW_STORAGE: z.enum(['disk', 's3'], { error: 'must be disk or s3' }).prefault('disk').meta({
    en: 'Where clips are kept: in OUTPUT_DIR, or in an S3-compatible bucket (OUTPUT_DIR then only receives them)',
    zh: '片段保存在哪里：disk 为 OUTPUT_DIR；s3 为兼容 S3 的存储桶（OUTPUT_DIR 只作接收暂存）',
  }),
  S3_BUCKET: z.string().optional().meta({ en: 'Name of the bucket', zh: '存储桶名称' }),
  S3_ENDPOINT: storeAddress.optional().meta({
    en: 'Address of the object store; unset: AWS (docs/storage.md for MinIO, R2, COS, OSS)',
    zh: '对象存储地址；不设为 AWS（MinIO、R2、COS、OSS 见 docs/storage.md）',
  }),
  S3_PUBLIC_ENDPOINT: storeAddress.optional().meta({
    en: 'Its address for clients, if different',
    zh: '客户端访问对象存储所用的地址（与上面不同时填写）',
  }),
  S3_REGION: z.string().prefault('us-east-1').meta({ en: 'Region of the bucket', zh: '存储桶所在区域' }),
  S3_PREFIX: z
    .string()
    .regex(/^[^/\\\0][^\\\0]*\/$/, { error: 'must end in / and not begin with it, such as clips/' })
    .optional()
    .meta({ en: 'Prefix of every key, such as clips/', zh: '所有对象键的前缀，例如 clips/' }),
  S3_ACCESS_KEY_ID: z
    .string()
    .optional()
    .meta({ en: 'Access key; unset: as the AWS SDK finds it', zh: '访问密钥 ID；不设则由 AWS SDK 自行查找' }),
  S3_SECRET_ACCESS_KEY: secret().optional().meta({
    en: 'Its secret, or S3_SECRET_ACCESS_KEY_FILE',
    zh: '访问密钥，也可用 S3_SECRET_ACCESS_KEY_FILE 指定文件',
  }),
  S3_FORCE_PATH_STYLE: flag('false').meta({
    en: 'true: endpoint/bucket/key (MinIO and most self-hosted stores); false: bucket.endpoint/key',
    zh: 'true 为 地址/桶/键（MinIO 等自建存储）；false 为 桶.地址/键',
  }),
  S3_CHECKSUMS: flag('true').meta({
    en: 'Let the store check a SHA-256 of each upload; false if it refuses that',
    zh: '上传时附 SHA-256 供服务端校验；服务端不支持时设为 false',
  }),
  S3_REDIRECT: flag('true').meta({
    en: 'Clients fetch clips from the store by a link that expires; false: through the API',
    zh: '客户端凭限时链接直接从对象存储下载；false 为经由 API 下载',
  }),
};
