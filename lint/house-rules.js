/** A const of a module that holds a literal, a pattern or a filled set is a constant, and is named like one. */
const upperCaseConstants = {
  meta: { type: 'suggestion' },
  create(context) {
    return {
      Program(program) {
        for (const statement of program.body) {
          const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
          for (const { id, init } of declaration.declarations) {
            if (id.type !== 'Identifier' || !isConstant(init) || /^[A-Z][A-Z\d_]*$/.test(id.name)) continue;
            context.report({ node: id, message: `Name the constant ${id.name} in UPPER_CASE.` });
          }
        }
      },
    };
  },
};

function isConstant(init) {
  if (init?.type === 'TSAsExpression') return isConstant(init.expression);
  if (init?.type === 'UnaryExpression') return isConstant(init.argument);
  if (init?.type === 'NewExpression') return ['Set', 'Map'].includes(init.callee.name) && isFilled(init);
  return init?.type === 'Literal' || (init?.type === 'TemplateLiteral' && init.expressions.length === 0);
}

function isFilled({ arguments: [first] }) {
  return first?.type === 'ArrayExpression' && first.elements.length > 0;
}

export default { meta: { name: 'house' }, rules: { 'upper-case-constants': upperCaseConstants } };
