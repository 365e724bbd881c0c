import type { Family } from '../family.ts';
import { createSoraHk } from '../sora-hk/index.ts';
import { SOLD } from '../sora-hk/settings.ts';

/** Free rehearsals: the sandbox speaks the wire of sora-hk. */
export const sandbox: Family = {
  family: 'sandbox',
  presets: [
    {
      id: 'sandbox',
      name: 'SANDBOX',
      ...SOLD,
      apiKey: 'sandbox-key',
      about: {
        apiKey: { en: 'Key of the sandbox; it takes any', zh: '沙箱的密钥，任意值均可' },
        baseUrl: {
          en: 'Address of a running sandbox: orders for the provider "sandbox" cost nothing; unset: there is none',
          zh: '正在运行的沙箱的地址：服务商 sandbox 不花钱，用于演练；不设则没有',
        },
      },
    },
  ],
  create: (settings, http) => ({ ...createSoraHk(settings, http), family: 'sandbox', isRehearsal: true }),
};
