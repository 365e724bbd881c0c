import type {
  BreakerState,
  ErrorCode,
  FailureReason,
  FieldError,
  StoryboardState,
  TakeState,
  WaitReason,
  Warning,
} from '@cineflow/contracts';

/** What the codes of the contracts are called in one language. A missing one does not compile. */
export interface Words {
  states: Record<TakeState, string>;
  storyboardStates: Record<StoryboardState, string>;
  waitReasons: Record<WaitReason, string>;
  breaker: Record<BreakerState, string>;
  failures: Record<FailureReason, string>;
  /** Texts of warnings, which do not stop an order. */
  warnings: Record<Warning['code'], (warning: Warning) => string>;
  /** What happened and what helps, for each code of a problem. */
  problems: Record<ErrorCode, string>;
  /** A fault of a document as a sentence. */
  fault: (fault: FieldError) => string;
}
