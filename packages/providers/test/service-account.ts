import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { OpenedAccount } from '../src/family.ts';
import { accountAt } from './accounts.ts';
import { type Reaction, startScriptedServer } from './scripted-server.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Text of a service account's key file, with changes. */
export function keyFileAt(tokenUri: string, change: object = {}): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'my-film',
    private_key_id: 'k1',
    private_key: privatePem,
    client_email: 'film@my-film.iam.gserviceaccount.com',
    token_uri: tokenUri,
    ...change,
  });
}

/** Claims of a signed assertion; null if the signature does not match the key. */
export function readAssertion(assertion: string): Record<string, unknown> | null {
  const [header = '', claims = '', signature = ''] = assertion.split('.');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${claims}`);
  if (!verifier.verify(publicKey, signature, 'base64url')) return null;
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
}

/** A server that exchanges assertions for tokens, or follows a script. */
export async function startTokenServer(token: () => string) {
  const server = await startScriptedServer();
  const give = (): Reaction => ({ status: 200, body: { access_token: token(), expires_in: 3_600 } });
  server.react = give;
  return Object.assign(server, {
    give,
    account: (baseUrl: string, more?: Record<string, string>): OpenedAccount => ({
      ...accountAt(baseUrl, keyFileAt(`${server.origin}/token`)),
      ...(more && { more }),
    }),
    privatePem,
  });
}
