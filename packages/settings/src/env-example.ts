import { z } from 'zod';
import { SECRET_VARIABLES, VARIABLES } from './environment.ts';

const Description = z.object({ en: z.string(), zh: z.string() });

/** Text of `.env.example`: every variable, commented out, with its default and its meaning in two languages. */
export function envExample(): string {
  const head = ['# CineFlow 影流', '# 复制为 .env 后修改。 Copy to .env and change what you need.'];
  const blocks = Object.entries(VARIABLES).map(([name, schema]) => {
    const { en, zh } = Description.parse(schema.meta());
    const value = schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : '';
    const secret = SECRET_VARIABLES.includes(name);
    return [`# ${zh}`, `# ${en}`, `${secret ? '' : '# '}${name}=${value}`].join('\n');
  });
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}
