import { type Document, isSeq, parseDocument, Scalar } from 'yaml';
import type { IntentName } from './intent-name.ts';

/** The new profile's prompt: something to begin with, which works as it stands. */
const PROMPT = (
  name: string,
) => `You are a helpful assistant in a Mini Program. Your task is: ${name.replaceAll('-', ' ')}.
Be brief and exact, and say so when the text does not tell what you need.
`;

/** The profiles file with a first profile for the intent, and the route to it. Comments stay. */
export function withProfile(yaml: string, { name, profile }: IntentName): string {
  const document = parse(yaml, 'mini-program-profiles.yaml');
  if (document.hasIn(['profiles', profile])) throw new Error(`The profile "${profile}" exists already.`);
  if (document.hasIn(['routing', name])) throw new Error(`There is a route for "${name}" already.`);
  const key = new Scalar(profile);
  key.spaceBefore = true;
  const prompt = new Scalar(PROMPT(name));
  prompt.type = Scalar.BLOCK_LITERAL;
  const settings = document.createNode({
    model: 'fast',
    system_prompt: prompt,
    max_tokens: 600,
    temperature: 0.2,
  });
  document.addIn(['profiles'], document.createPair(key, settings));
  document.setIn(['routing', name], profile);
  return print(document);
}

/** The policy file with the intent's first profile allowed for `dev`, and nowhere else. Comments stay. */
export function withAllowedProfile(yaml: string, { profile }: IntentName): string {
  const document = parse(yaml, 'env-policy.yaml');
  const path = ['environments', 'dev', 'allowed_profiles'];
  if (!isSeq(document.getIn(path))) throw new Error(`env-policy.yaml has no list ${path.join('.')}.`);
  document.addIn(path, profile);
  return print(document);
}

function parse(yaml: string, file: string): Document {
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`config/${file} cannot be read: ${error.message}`);
  return document;
}

function print(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
