/**
 * `pnpm providers check`: checks key, models and balance of every account, free of charge. Exit code 1 if one does
 * not work.
 */
import { readSettings } from '@cineflow/platform';
import { createProviders } from '@cineflow/providers';
import {
  accountVariables,
  readArguments,
  refuseArguments,
  unknownVariables,
  WAYS_TO_A_PROVIDER,
  type ProviderAccount,
} from '@cineflow/settings';
import { checkProvider } from '../src/providers-check/check-provider.ts';
import {
  renderCheck,
  renderNoProvider,
  renderUnknownVariable,
  type AccountNames,
  type Language,
} from '../src/providers-check/render-check.ts';

const USAGE = `用法 Usage:
  pnpm providers check [--lang zh|en] [--json]   检查每个服务商账户，不花钱，不下单
                                                 asks every account what costs nothing; orders nothing
0 都可用 all work · 1 有不可用的 one does not · 2 参数错误 wrong arguments · 78 配置有误 wrong settings`;

const { positionals, values } = readArguments(USAGE, {
  lang: { type: 'string' },
  json: { type: 'boolean', default: false },
});
if (positionals.length !== 1 || positionals[0] !== 'check') refuseArguments('check', USAGE);
const language = readLanguage();
const settings = readSettings(process.env);

for (const one of unknownVariables(process.env)) console.error(renderUnknownVariable(one, language));
const checks = await Promise.all(settings.providers.map(check));
if (values.json) console.log(JSON.stringify({ providers: checks.map(({ result }) => result) }, null, 2));
else for (const { result, names } of checks) console.log(renderCheck(result, names, language).join('\n'));
if (checks.length === 0) console.error(renderNoProvider(WAYS_TO_A_PROVIDER, language));
process.exitCode = checks.length === 0 || checks.some(({ result }) => result.state === 'broken') ? 1 : 0;

async function check(account: ProviderAccount) {
  const openAt = (baseUrl: string) => {
    const [provider] = createProviders({ ...settings, providers: [{ ...account, baseUrl }] });
    if (provider === undefined) throw new Error(`there is no family ${account.family}`);
    return provider;
  };
  return { result: await checkProvider(openAt, account.baseUrl), names: namesOf(account) };
}

/** Accounts of the file say what they are like; those of the variables are presets. */
function namesOf({ id, dialect }: ProviderAccount): AccountNames {
  return dialect === undefined
    ? accountVariables(id)
    : { key: `apiKeyFile/apiKeyEnv (providers.yaml: ${id})`, address: `baseUrl (providers.yaml: ${id})` };
}

function readLanguage(): Language {
  const asked = values.lang ?? process.env.LC_ALL ?? process.env.LANG ?? '';
  if (values.lang !== undefined && !['zh', 'en'].includes(values.lang)) {
    refuseArguments(`--lang ${values.lang}: zh | en`, USAGE);
  }
  return asked.startsWith('zh') ? 'zh' : 'en';
}
