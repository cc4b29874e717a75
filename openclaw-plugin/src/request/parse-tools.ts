import { type JsonObject, isObject } from '../common/json.js';
import { invalid } from '../errors/plugin-error.js';
import type { Tool, ToolChoice } from './complete-request.js';
import { type Parse, objectAt, oneOf, optional, required, stringOf } from './fields.js';

const MAX_DESCRIPTION = 20_000;

const nameAt: Parse<string> = (value, at) => {
  const name = stringOf(64)(value, at);
  if (!/^[\w-]+$/.test(name)) throw invalid(at, 'may have letters, digits, _ and - only');
  return name;
};

/** A JSON Schema, which is the provider's business. */
export const schemaAt: Parse<JsonObject> = (value, at) => {
  if (!isObject(value)) throw invalid(at, 'must be an object');
  return value;
};

/** One element of `tools`. */
export const toolAt: Parse<Tool> = (value, at) => {
  const tool = objectAt(value, at, ['type', 'function']);
  required(tool, 'type', at, oneOf(['function']));
  const place = `${at}.function`;
  const known = ['name', 'description', 'parameters'];
  const declared = objectAt(
    required(tool, 'function', at, (found) => found),
    place,
    known,
  );
  return {
    name: required(declared, 'name', place, nameAt),
    description: optional(declared, 'description', place, stringOf(MAX_DESCRIPTION)) ?? '',
    parameters: optional(declared, 'parameters', place, schemaAt) ?? { type: 'object', properties: {} },
  };
};

/** `tool_choice`: a word, or the one function that must be called. */
export const toolChoiceAt: Parse<ToolChoice> = (value, at) => {
  if (!isObject(value)) return oneOf(['auto', 'none', 'required'])(value, at);
  const choice = objectAt(value, at, ['type', 'function']);
  required(choice, 'type', at, oneOf(['function']));
  const place = `${at}.function`;
  const chosen = objectAt(
    required(choice, 'function', at, (found) => found),
    place,
    ['name'],
  );
  return { name: required(chosen, 'name', place, nameAt) };
};

/** Refuses tools of the same name, and a choice of a tool that is not there. */
export function checkTools(tools: readonly Tool[], choice: ToolChoice | undefined): void {
  const names = tools.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice !== -1) throw invalid(`tools[${twice}].function.name`, 'is there twice');
  if (choice === undefined) return;
  if (names.length === 0) throw invalid('tool_choice', 'needs tools');
  if (typeof choice === 'object' && !names.includes(choice.name)) {
    throw invalid('tool_choice.function.name', 'names none of the tools');
  }
}
