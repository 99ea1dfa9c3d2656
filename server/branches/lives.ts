/** From when to when a name meant one and the same branch. */
interface Life {
  endedAt: Date | null;
}

/**
 * The branch that a name meant at an instant: of all that had the name, the first that had not ended by then. A late
 * sight of a deleted branch so never becomes one of the branch that has its name now. Undefined when all had ended.
 */
export function branchAt<B extends Life>(sameName: readonly B[], at: Date): B | undefined {
  const inOrder = sameName.toSorted((a, b) => endMs(a) - endMs(b));
  return inOrder.find((branch) => at.getTime() < endMs(branch));
}

function endMs({ endedAt }: Life): number {
  return endedAt?.getTime() ?? Infinity;
}
