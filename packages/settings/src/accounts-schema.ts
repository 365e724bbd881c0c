import { z } from 'zod';
import { baseUrl } from './value-schemas.ts';

const FIELDS = 'name, family, dialect, baseUrl, apiKeyFile, apiKeyEnv, maxConcurrent, currency, enabled';
const LITERAL =
  'must not be here: a key never stands in this file. Write apiKeyFile: the path of a file that holds it, or apiKeyEnv: ' +
  'the name of a variable that does';
const literal = z.never({ error: LITERAL }).optional();

const Account = z.strictObject(
  {
    name: z
      .string({ error: 'must be a name such as relay-team' })
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
        error: 'must be 1 to 40 small letters, digits or dashes, such as relay-team',
      })
      .describe(
        'Id of the provider in orders, in the book and of its lane: it stays when the key is exchanged',
      ),
    family: z.string({ error: 'must be the wire it speaks' }).describe('The wire it speaks'),
    dialect: z
      .string()
      .optional()
      .describe(
        'The preset of the family it is like, in models and in how they are asked for; absent: the first',
      ),
    baseUrl: baseUrl
      .optional()
      .describe('Its address; absent: that of the preset it is like. Without a path /v1 is added'),
    apiKeyFile: z
      .string()
      .min(1)
      .optional()
      .describe('Path of a file that holds the key, seen from the folder of this file'),
    apiKeyEnv: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, {
        error: 'must be the name of a variable such as TEAM_API_KEY, never the key',
      })
      .optional()
      .describe('Name of a variable that holds the key'),
    apiKey: literal,
    api_key: literal,
    key: literal,
    token: literal,
    secret: literal,
    maxConcurrent: z
      .int({ error: 'must be a whole number' })
      .min(1)
      .max(10_000)
      .optional()
      .describe('Operations in flight at it; absent: MAX_CONCURRENT_TASKS'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as CNY or USD' })
      .optional()
      .describe('Currency in which the account is kept, where it is another one than usual there'),
    enabled: z.boolean({ error: 'must be true or false' }).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is no field here; fields are ${FIELDS}` : `must have ${FIELDS}`,
  },
);
export type FileAccount = z.infer<typeof Account>;

/** Content of `providers.yaml`. */
export const ProvidersFile = z.strictObject(
  {
    $schema: z.string().optional(),
    providers: z.array(Account, { error: 'must be a list of accounts' }).optional(),
  },
  { error: () => 'is no field here; the only one is providers' },
);
