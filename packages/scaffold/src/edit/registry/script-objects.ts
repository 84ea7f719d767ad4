/** What is looked at of the parser's tree: its own types would bring a package that nothing else needs. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | ObjectLiteral
  | ({ readonly type: "Identifier"; readonly name: string } & Place)
  | ({ readonly type: "StringLiteral"; readonly value: string } & Place)
  | ({
      readonly type:
        | "ParenthesizedExpression"
        | "TSAsExpression"
        | "TSSatisfiesExpression"
        | "TSNonNullExpression"
        | "TSTypeAssertion"
        | "AwaitExpression";
      readonly expression?: Expression;
      readonly argument?: Expression;
    } & Place)
  | ({ readonly type: "CallExpression"; readonly callee: Expression; readonly arguments: readonly Expression[] } & Place)
  | ({ readonly type: "MemberExpression"; readonly object: Expression; readonly property: Expression } & Place)
  | ({ readonly type: "AssignmentExpression"; readonly left: Expression; readonly right: Expression } & Place);

export interface ObjectLiteral extends Place {
  readonly type: "ObjectExpression";
  readonly properties: readonly Property[];
}

type Property =
  | ({ readonly type: "ObjectProperty"; readonly key: Expression; readonly value: Expression; readonly computed: boolean } & Place)
  | ({ readonly type: "ObjectMethod"; readonly key: Expression; readonly computed: boolean } & Place)
  | ({ readonly type: "SpreadElement" } & Place);

interface Declaration {
  readonly type: "VariableDeclaration";
  readonly kind: string;
  readonly declarations: readonly { readonly id: Expression; readonly init: Expression | null }[];
}

type Statement =
  | Declaration
  | { readonly type: "ExportNamedDeclaration"; readonly declaration: Declaration | null }
  | { readonly type: "ExportDefaultDeclaration"; readonly declaration: Expression }
  | { readonly type: "TSExportAssignment"; readonly expression: Expression }
  | { readonly type: "ExpressionStatement"; readonly expression: Expression };

export interface Program {
  readonly body: readonly Statement[];
}

/** `export default …`, `export = …` or `module.exports = …` */
export function exportedExpression({ body }: Program): Expression | undefined {
  for (const statement of body) {
    if (statement.type === "ExportDefaultDeclaration") return statement.declaration;
    if (statement.type === "TSExportAssignment") return statement.expression;
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue;
    const { left, right } = statement.expression;
    if (left.type !== "MemberExpression" || left.object.type !== "Identifier" || left.property.type !== "Identifier") continue;
    if (left.object.name === "module" && left.property.name === "exports") return right;
  }
  return undefined;
}

/** The object that an expression is, as far as can be seen: through `defineConfig(…)`, types and constants of the same file. */
export function objectOf(expression: Expression, program: Program, followed = 0): ObjectLiteral | undefined {
  const follow = (next: Expression | undefined) =>
    next === undefined || followed > MOST ? undefined : objectOf(next, program, followed + 1);
  switch (expression.type) {
    case "ObjectExpression":
      return expression;
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "AwaitExpression":
      return follow(expression.expression ?? expression.argument);
    case "CallExpression": {
      const [given, ...more] = expression.arguments;
      return expression.callee.type === "Identifier" && expression.callee.name === "defineConfig" && more.length === 0
        ? follow(given)
        : undefined;
    }
    case "Identifier":
      return follow(constantOf(expression.name, program));
    default:
      return undefined;
  }
}

/** So that `const a = b, b = a` ends. */
const MOST = 20;

function constantOf(name: string, { body }: Program): Expression | undefined {
  const declarations = body.map((statement) => (statement.type === "ExportNamedDeclaration" ? statement.declaration : statement));
  for (const declaration of declarations) {
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
    const found = declaration.declarations.find(({ id }) => id.type === "Identifier" && id.name === name);
    if (found !== undefined) return found.init ?? undefined;
  }
  return undefined;
}

/** Of several with one name the last one counts. */
export function propertyOf(
  { properties }: ObjectLiteral,
  name: string,
): ({ readonly kind: "value"; readonly value: Expression } & Place) | ({ readonly kind: "method" } & Place) | undefined {
  const found = properties.findLast(
    (each) =>
      each.type !== "SpreadElement" &&
      ((each.key.type === "StringLiteral" && each.key.value === name) ||
        (!each.computed && each.key.type === "Identifier" && each.key.name === name)),
  );
  if (found === undefined || found.type === "SpreadElement") return undefined;
  const { start, end } = found;
  return found.type === "ObjectProperty" ? { kind: "value", value: found.value, start, end } : { kind: "method", start, end };
}
