import { ErrorCode, type EvaluationDetails, type FlagValue } from '@openfeature/server-sdk';

/** Why a flag comes to nothing, in words that hold nothing of the user, of what a client sent, or of a provider's secrets. */
export const FLAG_FAULTS = {
  'no-variant': 'its rule comes to what is no variant of it',
  'rule-failed': 'its rule cannot be evaluated for this context',
  unreadable: 'its rule cannot be read',
  'wrong-type': 'its value is of another type',
  unknown: 'whoever evaluates it does not know it',
  unavailable: 'whoever evaluates it fails',
} as const satisfies Record<string, string>;

export type FlagFault = keyof typeof FLAG_FAULTS;

const BY_CODE: Readonly<Partial<Record<ErrorCode, FlagFault>>> = {
  [ErrorCode.PARSE_ERROR]: 'unreadable',
  [ErrorCode.TYPE_MISMATCH]: 'wrong-type',
  [ErrorCode.FLAG_NOT_FOUND]: 'unknown',
};

/** Undefined where a flag came to what it should. */
export function faultOf({
  errorCode,
  errorMessage = '',
}: Pick<EvaluationDetails<FlagValue>, 'errorCode' | 'errorMessage'>): FlagFault | undefined {
  if (errorCode === undefined) return undefined;
  // flagd has one code for both. The first of its messages quotes what the rule came to, which a client may have sent.
  if (errorMessage.startsWith("Variant '")) return 'no-variant';
  if (errorMessage.startsWith('Error evaluating targeting rule')) return 'rule-failed';
  return BY_CODE[errorCode] ?? 'unavailable';
}
