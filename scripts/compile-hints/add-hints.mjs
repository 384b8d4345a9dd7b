// Marks functions of a built file so that V8 compiles them with the file. A function that is not marked is parsed twice:
// to find its end when the file is loaded, and again when it is first called. See https://v8.dev/blog/preparser#pife
import ts from "typescript";

/**
 * A function shorter than this becomes an arrow where it can. That is eight characters less, but Node 22 does not take the
 * hint for arrows: the longer a function is, the more there is in not reading it twice.
 */
const SHORT = 400;

/**
 * V8 compiles a function expression in parentheses at once, as if it were called on the spot. Declarations and methods
 * cannot have parentheses, so they become expressions.
 *
 * @param {string} text - JavaScript without white space to speak of
 * @param {ReadonlySet<string>} called - the functions to mark, each as `start:end`
 * @returns {string} a text that does the same
 */
export function addCompileHints(text, called) {
  const file = ts.createSourceFile("built.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const fixed = findFixedNames(file);
  const isCalled = (node) => called.has(`${node.getStart(file)}:${node.getEnd()}`);
  const isHoisted = (node) =>
    ts.isFunctionDeclaration(node) &&
    node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true &&
    node.name !== undefined &&
    !fixed.assigned.has(node.name.text) &&
    isCalled(node);

  const render = (node, from = node.getStart(file)) => renderParts(node, from, node.getEnd(), () => true);

  /** The node's text between two places, with the children that are wanted. */
  const renderParts = (node, from, to, isWanted) => {
    let out = "";
    let at = from;
    ts.forEachChild(node, (child) => {
      if (child.getEnd() <= from || child.getStart(file) >= to) return;
      out += text.slice(at, child.getStart(file));
      if (isWanted(child)) out += visit(child);
      at = child.getEnd();
    });
    return out + text.slice(at, to);
  };

  const visit = (node) => {
    if ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && isCalled(node)) {
      return ts.isParenthesizedExpression(node.parent) ? render(node) : `(${render(node)})`;
    }
    if (
      ts.isMethodDeclaration(node) &&
      ts.isObjectLiteralExpression(node.parent) &&
      isCalled(node) &&
      !has(node, isSuper)
    ) {
      return `${render(node.name)}:(${renderExpression(node, true)})`;
    }
    if (ts.isSourceFile(node) || (ts.isBlock(node) && ts.isFunctionLike(node.parent))) return renderBody(node);
    return render(node);
  };

  /** Declarations count from the first line on, so their variables have to stand there. */
  const renderBody = (body) => {
    const hoisted = body.statements.filter(isHoisted);
    if (hoisted.length === 0) return render(body, ts.isSourceFile(body) ? 0 : body.getStart(file));
    const first = body.statements.find((statement) => !isDirective(statement));
    const [start, middle] = [ts.isSourceFile(body) ? 0 : body.getStart(file), first.getStart(file)];
    const variables = hoisted.map(
      (node) => `${node.name.text}=(${renderExpression(node, !fixed.constructors.has(node.name.text))})`,
    );
    const rest = renderParts(body, middle, body.getEnd(), (child) => !isHoisted(child));
    return `${text.slice(start, middle)}var ${variables.join(",\n")};\n${rest}`;
  };

  /** A declaration or a method as an expression. */
  const renderExpression = (node, mayBeArrow) => {
    const isAsync = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? "async " : "";
    const open = text.indexOf("(", (node.name ?? node).getEnd());
    const close = node.body.getStart(file);
    const parameters = renderParts(node, open, close, () => true).trim();
    const body = visit(node.body);
    const isShort = parameters.length + body.length < SHORT;
    if (mayBeArrow && isShort && node.asteriskToken === undefined && !has(node, isOwn)) {
      return `${isAsync}${parameters}=>${body}`;
    }
    return `${isAsync}function${node.asteriskToken === undefined ? "" : "*"}${parameters}${body}`;
  };

  return visit(file);
}

const isDirective = (node) => ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
const isSuper = (node) => node.kind === ts.SyntaxKind.SuperKeyword;
/** What an arrow takes from around it. */
const isOwn = (node) =>
  node.kind === ts.SyntaxKind.ThisKeyword ||
  ts.isMetaProperty(node) ||
  (ts.isIdentifier(node) && node.text === "arguments");

/** Whether there is something in a function, without the functions in it that have a `this` of their own. */
function has(node, isWanted) {
  return (
    ts.forEachChild(node, (child) => {
      if (isWanted(child)) return true;
      const isOther = ts.isFunctionLike(child) && !ts.isArrowFunction(child);
      return !isOther && has(child, isWanted) ? true : undefined;
    }) ?? false
  );
}

/** Names of functions that have to stay as they are: which are given another value, and which make objects. */
function findFixedNames(file) {
  const assigned = new Set();
  const constructors = new Set();
  const look = (node) => {
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && isAssignment(node.operatorToken.kind)) {
      assigned.add(node.left.text);
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) constructors.add(node.expression.text);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
      if (ts.isIdentifier(node.right)) constructors.add(node.right.text);
    }
    if (ts.isPropertyAccessExpression(node) && node.name.text === "prototype" && ts.isIdentifier(node.expression)) {
      constructors.add(node.expression.text);
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return { assigned, constructors };
}

const isAssignment = (kind) => kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
