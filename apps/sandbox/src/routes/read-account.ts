import type { FastifyInstance } from 'fastify';
import { fail, sendAnswer, succeed } from '../answer.ts';
import { hasKey } from '../check-key.ts';
import type { Sandbox } from '../sandbox.ts';

/** `GET /v1/balance` in cents and `GET /v1/pricing` in cents per create. */
export function routeReadAccount(app: FastifyInstance, sandbox: Sandbox): void {
  const { settings, closing, bill } = sandbox;
  const read = (path: string, describe: () => Record<string, unknown>): void => {
    app.get(path, async (request, reply) => {
      bill.countAsked('account');
      const answer = hasKey(request, settings.apiKey) ? succeed(describe()) : fail(401, 'API Key 无效');
      return sendAnswer(reply, answer, closing.signal);
    });
  };
  read('/v1/balance', () => ({ balance: settings.balanceCents, currency: 'USD', unit: 'cents' }));
  read('/v1/pricing', () => ({
    normal_price: settings.priceCents,
    pro_price: settings.proPriceCents,
    currency: 'USD',
    unit: 'cents',
  }));
}
