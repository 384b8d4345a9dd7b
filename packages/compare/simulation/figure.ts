/** How often something came true in a simulation, and how often it has to. */
export interface Figure {
  readonly what: string;
  /** How often it came true among those trials that gave an answer. */
  readonly hits: number;
  /** How many trials gave an answer: an interval. */
  readonly answers: number;
  readonly trials: number;
  /** The share of answers that has to be reached, or must not be passed; without, the figure is only told. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** The share of trials that have to give an answer: who never answers is never wrong. @default 0 */
  readonly answersAtLeast?: number;
}

/** Standard errors of the simulation itself that a figure may lie beyond its limit, before it counts as broken. */
const ALLOWED_ERRORS = 3;

/** Fewer answers say nothing on a share of 95 %. */
const MIN_ANSWERS = 100;

/** By how much a figure may miss its limit: the noise of so many answers if the limit were the truth. */
function allowance({ answers }: Figure, limit: number): number {
  return ALLOWED_ERRORS * Math.sqrt((limit * (1 - limit)) / answers);
}

/** Whether a figure holds. One with too few answers does where it may leave them out. */
export function holds(figure: Figure): boolean {
  const { hits, answers, trials, atLeast, atMost, answersAtLeast = 0 } = figure;
  if (answers < answersAtLeast * trials) return false;
  if (answers < MIN_ANSWERS) return true;
  const share = hits / answers;
  if (atLeast !== undefined && share < atLeast - allowance(figure, atLeast)) return false;
  return atMost === undefined || share <= atMost + allowance(figure, atMost);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A figure as a row: what, how often there was an answer, the share, what it has to be, whether it holds. */
export function rowOf(figure: Figure): string[] {
  const { what, hits, answers, trials, atLeast, atMost } = figure;
  const limit = atLeast ?? atMost;
  const isKnown = answers >= MIN_ANSWERS;
  const rule = limit === undefined ? "" : `${atLeast === undefined ? "<=" : ">="} ${percent(limit)}`;
  return [
    what,
    percent(answers / trials),
    isKnown ? percent(hits / answers) : "-",
    limit === undefined || !isKnown ? rule : `${rule} (+- ${percent(allowance(figure, limit))})`,
    limit === undefined ? "" : !holds(figure) ? "BROKEN" : isKnown ? "holds" : "too few",
  ];
}
