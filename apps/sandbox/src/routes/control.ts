import type { FastifyInstance } from 'fastify';
import type { Sandbox } from '../sandbox.ts';
import { changeableSettings, describeSettings } from '../settings.ts';

const change = changeableSettings.partial().strict();

/** `GET /control` shows the changeable settings, `PATCH /control` changes some of them; a bad value changes nothing. */
export function routeControl(app: FastifyInstance, sandbox: Sandbox): void {
  app.get('/control', () => describeSettings(sandbox.settings));
  app.patch('/control', (request, reply) => {
    const wanted = change.safeParse(request.body);
    if (!wanted.success) {
      const problems = wanted.error.issues.map(({ path, message }) => ({ setting: path.join('.'), message }));
      return reply.code(400).send({ problems });
    }
    Object.assign(sandbox.settings, wanted.data);
    if (wanted.data.faults !== undefined) sandbox.faults.setRules(wanted.data.faults);
    return reply.send(describeSettings(sandbox.settings));
  });
}
