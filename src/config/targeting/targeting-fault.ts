/** One thing that is wrong, and where in the targeting. */
export interface TargetingFault {
  readonly path: readonly PropertyKey[];
  readonly at: 'key' | 'value';
  readonly message: string;
  /** A warning: it is a rule, and hardly the one that was meant. */
  readonly severity: 'error' | 'warning';
}

/** What a targeting may name. */
export interface TargetingNames {
  /** Null for an evaluator, which may come to anything. */
  readonly variants: readonly string[] | null;
  /** Null where references are not allowed. */
  readonly evaluators: Readonly<Record<string, unknown>> | null;
  /** Absent where the rule may ask for the intent of an ask; else why it may not. */
  readonly withoutIntent?: string | undefined;
}

/** Of what is not known, as it is quoted. */
const MAX_SHOWN = 40;

/** Of a file or a request, for a message. */
export function quoted(text: string): string {
  return text.length <= MAX_SHOWN ? JSON.stringify(text) : `of ${text.length} characters`;
}
