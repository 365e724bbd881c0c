import type { FastifyInstance } from 'fastify';
import { cutInHalf, sendAnswer } from '../../answer.ts';
import type { Sandbox } from '../../sandbox.ts';
import { CREATES, succeed } from '../openai-videos/answers.ts';
import { describeTask, type PollRequest, pollTask } from '../openai-videos/poll-task.ts';
import { type CreateDialect, mountCreate } from '../receive-create.ts';
import { parseCreate } from './parse-create.ts';

const PATH = '/v2/videos/generations';

const DIALECT: CreateDialect = {
  ...CREATES,
  wire: 'comfly',
  parse: parseCreate,
  accepted: ({ id }) => succeed({ task_id: id }),
  acceptances: {
    ...CREATES.acceptances,
    'accepted-cut-json': ({ id }) => cutInHalf(JSON.stringify({ task_id: id })),
    'accepted-no-id': () => succeed({ status: 'SUBMITTED' }),
  },
};

/** T8Star's own create and status, over the same bill as every dialect; its problems are those of the other relays. */
export function routeComfly(app: FastifyInstance, sandbox: Sandbox): void {
  mountCreate(app, PATH, { sandbox, dialect: DIALECT });
  app.get(`${PATH}/:id`, async (request: PollRequest, reply) => {
    sandbox.bill.countAsked('polls');
    const answer = pollTask(request, sandbox, (operation, linkOf) => {
      const output = linkOf();
      const data = output === '' ? {} : { output, outputs: [output] };
      return { ...describeTask(operation, sandbox), platform: 'sandbox', data };
    });
    return sendAnswer(reply, answer, sandbox.closing.signal);
  });
}
