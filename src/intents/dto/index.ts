export { ChoiceField } from './choice-field.js';
export { IntField } from './int-field.js';
export { ListOf } from './list-of.js';
export { TextField } from './text-field.js';
